package org.waywiser.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;

@Rfc(value = 4868, section = "2.7.2.1")
class HmacSha256Test {
    @ParameterizedTest
    @CsvSource({
        "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b, 4869205468657265,"
                + "198a607eb44bfbc69903a0f1cf2bbdc5",
        "4a6566654a6566654a6566654a6566654a6566654a6566654a6566654a656665,"
                + "7768617420646f2079612077616e7420666f72206e6f7468696e673f, 167f928588c5cc2eef8e3093caa0e87c"
    })
    void agreesWithTheTestCasesOfRfc4868(String key, String data, String expected) {
        var hmac = new HmacSha256(Secret.owning(Octets.hex(key).toByteArray()));
        var message = MemorySegment.ofArray(Octets.hex(data + "00".repeat(20)).toByteArray());
        int length = data.length() / 2;
        hmac.update(message, 0, 3);
        hmac.update(message, 3, length - 3);
        hmac.finish(message, length);
        assertThat(Octets.of(message.toArray(ValueLayout.JAVA_BYTE), length, HmacSha256.LENGTH))
                .hasToString(expected);
        hmac.update(message, 0, length);
        assertThat(hmac.matches(message, length)).isTrue();
        hmac.update(message, 0, length - 1);
        assertThat(hmac.matches(message, length)).isFalse();
    }
}
