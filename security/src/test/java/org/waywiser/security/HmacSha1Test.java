package org.waywiser.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;

@Rfc(value = 4656, section = "3.2")
class HmacSha1Test {
    /** Test cases 1, 2, 3, 6 and 7 of RFC 2202 §3, truncated to 16 octets. */
    @ParameterizedTest
    @CsvSource({
        "0b, 20, 4869205468657265, 1, b617318655057264e28bc0b6fb378c8e",
        "4a656665, 1, 7768617420646f2079612077616e7420666f72206e6f7468696e673f, 1, effcdf6ae5eb2fa2d27416d5f184df9c",
        "aa, 20, dd, 50, 125d7342b9ac11cd91a39af48aa17b4f",
        "aa, 80, 54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368204b6579"
                + "204669727374, 1, aa4ae5e15272d00e95705637ce8a3b55"
    })
    void agreesWithTheTestCasesOfRfc2202(String key, int times, String data, int dataTimes, String expected) {
        byte[] message = Octets.hex(data.repeat(dataTimes)).toByteArray();
        var hmac = new HmacSha1(Secret.of(Octets.hex(key.repeat(times)).toByteArray()));

        hmac.update(message, 0, message.length);
        byte[] out = new byte[16];
        hmac.finish(out, 0);

        assertThat(Octets.of(out)).isEqualTo(Octets.hex(expected));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreesWithTheMacOfTheJdk(long seed) throws Exception {
        var random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            byte[] key = new byte[1 + random.nextInt(100)];
            byte[] message = new byte[random.nextInt(200)];
            random.nextBytes(key);
            random.nextBytes(message);
            int split = random.nextInt(message.length + 1);
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key, "HmacSHA1"));
            var ours = new HmacSha1(Secret.of(key));
            byte[] out = new byte[20];

            ours.update(message, 0, split);
            ours.update(message, split, message.length - split);
            ours.finish(out, 3);

            assertThat(Arrays.copyOfRange(out, 3, 19))
                    .as("seed %d", seed)
                    .isEqualTo(Arrays.copyOf(mac.doFinal(message), 16));
        }
    }

    @Test
    void startsAnewAfterEachMessageWhetherItMatchedOrNot() {
        byte[] message = "message".getBytes(StandardCharsets.US_ASCII);
        var hmac = new HmacSha1(Secret.of(new byte[32]));
        byte[] first = new byte[16];
        hmac.update(message, 0, message.length);
        hmac.finish(first, 0);

        hmac.update(message, 0, message.length);
        assertThat(hmac.matches(new byte[16], 0)).isFalse();
        hmac.update(message, 0, message.length);
        assertThat(hmac.matches(first, 0)).isTrue();
        hmac.update(message, 0, message.length - 1);
        assertThat(hmac.matches(first, 0)).isFalse();
    }
}
