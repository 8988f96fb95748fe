package org.waywiser.security.ike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.security.Secret;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.Vectors;

@Rfc(value = 7296, section = "2.13")
class PrfTest {
    private final Vectors vectors = Vectors.read("/rfc7296/prf.txt");

    @ParameterizedTest
    @CsvSource({"HMAC_SHA1,sha1", "HMAC_SHA2_256,sha256", "HMAC_SHA2_384,sha384", "HMAC_SHA2_512,sha512"})
    void agreesWithAnIndependentImplementation(Prf prf, String name) {
        var key = Secret.of(vectors.octets(name + ".key"));
        byte[] seed = vectors.octets(name + ".seed");

        assertThat(prf.apply(key, seed)).isEqualTo(Secret.of(vectors.octets(name + ".prf")));
        assertThat(prf.plus(key, 200, seed)).isEqualTo(Secret.of(vectors.octets(name + ".plus")));
    }

    @ParameterizedTest
    @CsvSource({"HMAC_SHA1,sha1", "HMAC_SHA2_256,sha256", "HMAC_SHA2_384,sha384", "HMAC_SHA2_512,sha512"})
    void takesDataInPiecesAndAsMuchOutputAsIsAskedFor(Prf prf, String name) {
        var key = Secret.of(vectors.octets(name + ".key"));
        byte[] seed = vectors.octets(name + ".seed");
        byte[] head = Arrays.copyOf(seed, 5);
        byte[] tail = Arrays.copyOfRange(seed, 5, seed.length);
        byte[] plus = vectors.octets(name + ".plus");

        assertThat(prf.apply(key, head, tail)).isEqualTo(prf.apply(key, seed));
        for (int octets = 0; octets < plus.length; octets++) {
            assertThat(prf.plus(key, octets, head, tail)).isEqualTo(Secret.of(Arrays.copyOf(plus, octets)));
        }
    }

    @Test
    void givesNoMoreThan255Blocks() {
        var key = Secret.of(new byte[32]);

        assertThat(Prf.HMAC_SHA2_256.plus(key, 255 * 32, new byte[1]).length()).isEqualTo(255 * 32);
        assertThatThrownBy(() -> Prf.HMAC_SHA2_256.plus(key, 255 * 32 + 1, new byte[1]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
