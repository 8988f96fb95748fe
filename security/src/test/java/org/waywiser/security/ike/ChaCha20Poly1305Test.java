package org.waywiser.security.ike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.waywiser.security.Secret;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.Vectors;
import org.waywiser.wire.MalformedMessage;

@Rfc(value = 7634, section = "3")
class ChaCha20Poly1305Test {
    private final Vectors vectors = Vectors.read("/rfc7634/sealed.txt");
    private final byte[] associated = vectors.octets("associated");
    private final byte[] payloads = vectors.octets("payloads");

    @Test
    @Rfc(value = 7634, section = "B")
    void opensTheExample() throws Exception {
        assertThat(cipher().open(associated, vectors.octets("example"))).isEqualTo(payloads);
    }

    @Test
    void sealsWithoutPadding() {
        assertThat(cipher().seal(associated, payloads))
                .isEqualTo(vectors.octets("padded0"))
                .hasSize(cipher().sealedLength(payloads.length));
    }

    @Test
    void acceptsPaddingThatNobodyNeedsAndNoneThatIsTooLong() throws Exception {
        assertThat(cipher().open(associated, vectors.octets("padded7"))).isEqualTo(payloads);
        assertThatThrownBy(() -> cipher().open(associated, vectors.octets("paddingTooLong")))
                .isInstanceOf(MalformedMessage.class);
    }

    @Test
    void noticesEveryFlippedBitAndEveryTruncation() {
        byte[] body = vectors.octets("example");
        for (byte[] octets : new byte[][] {associated, body}) {
            for (int bit = 0; bit < 8 * octets.length; bit++) {
                octets[bit / 8] ^= (byte) (1 << bit % 8);
                assertThatThrownBy(() -> cipher().open(associated, body))
                        .as("bit " + bit)
                        .isInstanceOf(NotAuthentic.class);
                octets[bit / 8] ^= (byte) (1 << bit % 8);
            }
        }
        for (int length = 0; length < body.length; length++) {
            byte[] shorter = Arrays.copyOf(body, length);
            assertThatThrownBy(() -> cipher().open(associated, shorter)).isInstanceOf(NotAuthentic.class);
        }
    }

    private PayloadCipher cipher() {
        var suite = new IkeSuite(Encryption.CHACHA20_POLY1305, Prf.HMAC_SHA2_256, DhGroup.X25519);
        return PayloadCipher.of(suite, Secret.of(vectors.octets("material")), Secret.of(new byte[0]));
    }
}
