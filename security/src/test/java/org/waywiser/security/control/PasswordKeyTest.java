package org.waywiser.security.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.security.Secret;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.Vectors;
import org.waywiser.wire.Octets;

@Rfc(value = 4656, section = "3.1")
class PasswordKeyTest {
    /** Values of RFC 6070 §2; a shorter key is the beginning of a longer one. */
    @ParameterizedTest
    @CsvSource({
        "password, salt, 1, 0c60c80f961f0e71f3a9b524af601206",
        "password, salt, 2, ea6c014dc72d6f8ccd1ed92ace1d41f0",
        "password, salt, 4096, 4b007901b765489abead49d926f721d0",
        "passwordPASSWORDpassword, saltSALTsaltSALTsaltSALTsaltSALTsalt, 4096, 3d2eec4fe41c849b80c8d83662c0e44a",
        "pass\0word, sa\0lt, 4096, 56fa6aa75548099dcc37d7f03425e0c3"
    })
    void agreesWithTheValuesOfRfc6070(String password, String salt, long count, String expected) {
        assertThat(hex(derive(ascii(password), ascii(salt), count))).isEqualTo(Octets.hex(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha256", "sha384", "sha512"})
    @Rfc(value = 7717, section = "5.1")
    void takesTheOutputOfAPrfAsItIs(String prf) {
        var vectors = Vectors.read("/rfc7717/shared-secret.txt");
        byte[] secret = vectors.octets(prf + "_shared_secret");
        byte[] salt = vectors.octets("salt");

        assertThat(hex(derive(secret, salt, 1024))).isEqualTo(token(vectors, prf, 1024));
        assertThat(hex(derive(secret, salt, 32768))).isEqualTo(token(vectors, prf, 32768));
    }

    @Test
    @Rfc(value = 7717, section = "5.1")
    void takesOctetsThatAreNoText() {
        var vectors = Vectors.read("/rfc7717/shared-secret.txt");
        byte[] secret = vectors.octets("octets_shared_secret");

        assertThat(secret).contains(0, '\n');
        assertThat(hex(derive(secret, vectors.octets("salt"), 1024))).isEqualTo(token(vectors, "octets", 1024));
    }

    @Test
    void takesAnEmptyPassphraseForOneOfZeros() {
        assertThat(derive(new byte[0], new byte[16], 1024)).isEqualTo(derive(new byte[64], new byte[16], 1024));
    }

    @ParameterizedTest
    @ValueSource(longs = {1024, 2048, 32768, 1 << 20})
    void acceptsPowersOfTwoFrom1024To2ToThe20(long count) {
        assertThat(PasswordKey.acceptable(count, Long.MAX_VALUE)).isTrue();
        assertThat(PasswordKey.acceptable(count, count)).isTrue();
        assertThat(PasswordKey.acceptable(count, count - 1)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            longs = {0, 1, 2, 512, 1000, 1023, 1025, 3072, 1 << 21, 0x8000_0000L, 0xffff_ffffL, -1, Long.MIN_VALUE})
    void refusesEveryOtherCount(long count) {
        assertThat(PasswordKey.acceptable(count, Long.MAX_VALUE)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, (1 << 20) + 1, 0xffff_ffffL})
    void neverWorksAboveItsLimit(long count) {
        assertThatThrownBy(() -> derive(new byte[1], new byte[16], count)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Octets token(Vectors vectors, String prf, int count) {
        return Octets.of(vectors.octets(prf + "_token_key_count_" + count));
    }

    private static Secret derive(byte[] secret, byte[] salt, long count) {
        return PasswordKey.derive(Secret.of(secret), Octets.of(salt), count);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static Octets hex(Secret secret) {
        return Octets.of(secret.toByteArray());
    }
}
