package org.waywiser.security.ike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.security.Secret;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.Vectors;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;

@Rfc(value = 5282, section = "3")
class PayloadCipherTest {
    private final Vectors vectors = Vectors.read("/rfc5282/sealed.txt");

    @ParameterizedTest
    @CsvSource({"AES_GCM_16_128,128", "AES_GCM_16_192,192", "AES_GCM_16_256,256"})
    void agreesWithAnIndependentImplementation(Encryption encryption, String bits) throws Exception {
        byte[] associated = vectors.octets(bits + ".associated");
        byte[] payloads = vectors.octets(bits + ".payloads");
        byte[] sealed = cipher(encryption, bits).seal(associated, payloads);

        assertThat(sealed).isEqualTo(vectors.octets(bits + ".padded0"));
        assertThat(sealed).hasSize(cipher(encryption, bits).sealedLength(payloads.length));
        assertThat(cipher(encryption, bits).open(associated, sealed)).isEqualTo(payloads);
    }

    @ParameterizedTest
    @CsvSource({"AES_GCM_16_128,128", "AES_GCM_16_192,192", "AES_GCM_16_256,256"})
    void acceptsPaddingThatNobodyNeeds(Encryption encryption, String bits) throws Exception {
        assertThat(cipher(encryption, bits)
                        .open(vectors.octets(bits + ".associated"), vectors.octets(bits + ".padded7")))
                .isEqualTo(vectors.octets(bits + ".payloads"));
    }

    @Test
    void refusesPaddingLongerThanTheMessage() {
        assertThatThrownBy(() -> cipher(Encryption.AES_GCM_16_128, "128")
                        .open(vectors.octets("128.associated"), vectors.octets("128.paddingTooLong")))
                .isInstanceOf(MalformedMessage.class);
    }

    @Test
    @Rfc(value = 5282, section = "5.2")
    void noticesEveryFlippedBit() {
        byte[] associated = vectors.octets("128.associated");
        byte[] body = vectors.octets("128.padded0");
        for (byte[] octets : new byte[][] {associated, body}) {
            for (int bit = 0; bit < 8 * octets.length; bit++) {
                octets[bit / 8] ^= (byte) (1 << bit % 8);
                assertThatThrownBy(
                                () -> cipher(Encryption.AES_GCM_16_128, "128").open(associated, body))
                        .as("bit " + bit)
                        .isInstanceOf(NotAuthentic.class);
                octets[bit / 8] ^= (byte) (1 << bit % 8);
            }
        }
    }

    @Test
    void noticesEveryTruncation() {
        byte[] body = vectors.octets("128.padded0");
        for (int length = 0; length < body.length; length++) {
            byte[] shorter = Arrays.copyOf(body, length);
            assertThatThrownBy(() ->
                            cipher(Encryption.AES_GCM_16_128, "128").open(vectors.octets("128.associated"), shorter))
                    .isInstanceOf(NotAuthentic.class);
        }
    }

    @Test
    @Rfc(value = 5282, section = "3.1")
    void neverUsesAnInitializationVectorTwice() {
        var cipher = cipher(Encryption.AES_GCM_16_128, "128");
        var seen = new HashSet<Octets>();
        for (int i = 0; i < 1_000; i++) {
            assertThat(seen.add(Octets.of(cipher.seal(new byte[0], new byte[0]), 0, 8)))
                    .isTrue();
        }
    }

    private PayloadCipher cipher(Encryption encryption, String bits) {
        var suite = new IkeSuite(encryption, Prf.HMAC_SHA2_256, DhGroup.X25519);
        return PayloadCipher.of(suite, Secret.of(vectors.octets(bits + ".material")), Secret.of(new byte[0]));
    }
}
