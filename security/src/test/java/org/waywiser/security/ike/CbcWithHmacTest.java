package org.waywiser.security.ike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.security.Secret;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.Vectors;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;

@Rfc(value = 7296, section = "3.14")
@Rfc(value = 4868, section = "2")
class CbcWithHmacTest {
    private final Vectors vectors = Vectors.read("/rfc4868/sealed.txt");

    @ParameterizedTest
    @ValueSource(strings = {"aes128-sha256", "aes192-sha384", "aes256-sha512", "aes256-sha256", "aes128-sha1"})
    void agreesWithAnIndependentImplementation(String name) throws Exception {
        byte[] associated = vectors.octets(name + ".associated");
        byte[] payloads = vectors.octets(name + ".payloads");
        byte[] sealed = cipher(name).seal(associated, payloads);

        assertThat(sealed).isEqualTo(vectors.octets(name + ".padded0"));
        assertThat(sealed).hasSize(cipher(name).sealedLength(payloads.length));
        assertThat(cipher(name).open(associated, sealed)).isEqualTo(payloads);
    }

    @ParameterizedTest
    @ValueSource(strings = {"aes128-sha256", "aes192-sha384", "aes256-sha512", "aes256-sha256", "aes128-sha1"})
    void acceptsPaddingOfAnyLengthAndContent(String name) throws Exception {
        byte[] associated = vectors.octets(name + ".associated");

        assertThat(cipher(name).open(associated, vectors.octets(name + ".padded")))
                .isEqualTo(vectors.octets(name + ".payloads"));
        assertThat(cipher(name).open(associated, vectors.octets(name + ".onlyPadding")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"aes128-sha256", "aes192-sha384", "aes256-sha512", "aes256-sha256", "aes128-sha1"})
    void refusesPaddingLongerThanTheMessage(String name) {
        for (String field : new String[] {".paddingTooLong", ".paddingMuchTooLong"}) {
            assertThatThrownBy(
                            () -> cipher(name).open(vectors.octets(name + ".associated"), vectors.octets(name + field)))
                    .isInstanceOf(MalformedMessage.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"aes128-sha256", "aes192-sha384", "aes256-sha512", "aes128-sha1"})
    void noticesEveryFlippedBit(String name) {
        byte[] associated = vectors.octets(name + ".associated");
        byte[] body = vectors.octets(name + ".padded0");
        var cipher = cipher(name);
        for (byte[] octets : new byte[][] {associated, body}) {
            for (int bit = 0; bit < 8 * octets.length; bit++) {
                octets[bit / 8] ^= (byte) (1 << bit % 8);
                assertThatThrownBy(() -> cipher.open(associated, body))
                        .as("bit " + bit)
                        .isInstanceOf(NotAuthentic.class);
                octets[bit / 8] ^= (byte) (1 << bit % 8);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"aes128-sha256", "aes192-sha384", "aes256-sha512", "aes128-sha1"})
    void noticesEveryTruncationAndAddition(String name) {
        byte[] associated = vectors.octets(name + ".associated");
        byte[] body = vectors.octets(name + ".padded0");
        for (int length = 0; length <= body.length + 32; length++) {
            if (length == body.length) continue;
            byte[] other = Arrays.copyOf(body, length);
            assertThatThrownBy(() -> cipher(name).open(associated, other)).isInstanceOf(NotAuthentic.class);
        }
    }

    @Test
    void roundsPayloadsUpToBlocks() throws Exception {
        var there = cipher("aes128-sha256");
        var here = cipher("aes128-sha256");
        for (int length = 0; length < 64; length++) {
            byte[] payloads = new byte[length];
            byte[] sealed = there.seal(new byte[32], payloads);
            assertThat(sealed).hasSize(16 + (length + 16) / 16 * 16 + 16);
            assertThat(here.open(new byte[32], sealed)).isEqualTo(payloads);
        }
    }

    @Test
    @Rfc(value = 3602, section = "3")
    void neverUsesAnInitializationVectorTwice() {
        var cipher = cipher("aes128-sha256");
        var seen = new HashSet<Octets>();
        for (int i = 0; i < 1_000; i++) {
            assertThat(seen.add(Octets.of(cipher.seal(new byte[0], new byte[0]), 0, 16)))
                    .isTrue();
        }
    }

    private PayloadCipher cipher(String name) {
        var choice = IkeProposals.parse(name + "-x25519").choices().getFirst();
        var suite = new IkeSuite(
                choice.encryptions().getFirst(),
                Optional.of(choice.integrities().getFirst()),
                choice.prfs().getFirst(),
                DhGroup.X25519);
        return PayloadCipher.of(
                suite, Secret.of(vectors.octets(name + ".encryption")), Secret.of(vectors.octets(name + ".integrity")));
    }
}
