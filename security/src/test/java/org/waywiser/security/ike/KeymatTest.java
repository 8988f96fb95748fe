package org.waywiser.security.ike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.security.Secret;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.Vectors;
import org.waywiser.wire.Octets;

@Rfc(value = 7296, section = "2.17")
class KeymatTest {
    private final Vectors ike = Vectors.read("/rfc7296/key-schedule.txt");
    private final Vectors children = Vectors.read("/rfc7296/child-keymat.txt");

    @ParameterizedTest
    @CsvSource({
        "aes128gcm16,aes128gcm16-prfsha256-x25519",
        "aes256gcm16,aes256gcm16-prfsha384-ecp256",
        "chacha20poly1305,aes256gcm16-prfsha512-x25519",
        "aes128-sha256,aes128-sha256-modp2048",
        "aes256-sha512-esn,aes128-sha1-modp2048",
        "aes192-sha384,aes192-sha384-ecp384",
        "sha1,aes128gcm16-prfsha256-x25519"
    })
    void agreesWithAnIndependentImplementation(String name, String ikeSuite) {
        var keymat = derive(name, ikeSuite);

        assertThat(keymat.octets()).isEqualTo(secret(name, "keymat"));
        assertThat(keymat.encryptionTowardsResponder()).isEqualTo(secret(name, "encryptionTowardsResponder"));
        assertThat(keymat.integrityTowardsResponder()).isEqualTo(secret(name, "integrityTowardsResponder"));
        assertThat(keymat.encryptionTowardsInitiator()).isEqualTo(secret(name, "encryptionTowardsInitiator"));
        assertThat(keymat.integrityTowardsInitiator()).isEqualTo(secret(name, "integrityTowardsInitiator"));
    }

    @Test
    @Rfc(value = 7296, section = "2.12")
    void isOverwrittenWithoutTheKeysTakenFromIt() {
        var keymat = derive("aes128-sha256", "aes128-sha256-modp2048");
        var mine = keymat.encryptionTowardsResponder();
        keymat.wipe();

        assertThatThrownBy(() -> keymat.octets().toByteArray()).isInstanceOf(IllegalStateException.class);
        assertThat(mine).isEqualTo(secret("aes128-sha256", "encryptionTowardsResponder"));
    }

    @Test
    void overwritesTheDiffieHellmanSecretItCameFrom() {
        var g = Secret.of(new byte[32]);
        Keymat.derive(
                ike("aes128-sha256-modp2048"),
                suite("aes128gcm16"),
                Optional.of(g),
                Octets.zeros(16),
                Octets.zeros(16));

        assertThatThrownBy(g::toByteArray).isInstanceOf(IllegalStateException.class);
    }

    private Keymat derive(String name, String ikeSuite) {
        var g = Optional.of(secret(name, "g")).filter(s -> s.length() > 0);
        return Keymat.derive(
                ike(ikeSuite),
                suite(name),
                g,
                Octets.of(children.octets(name + ".ni")),
                Octets.of(children.octets(name + ".nr")));
    }

    private static ChildSuite suite(String name) {
        var choice = ChildProposals.parse(name).choices().getFirst();
        return new ChildSuite(
                choice.encryptions().stream().findFirst(),
                choice.integrities().stream().findFirst(),
                Optional.empty(),
                choice.sequenceNumbers().getFirst());
    }

    private IkeKeys ike(String name) {
        var choice = IkeProposals.parse(name).choices().getFirst();
        return IkeKeys.derive(
                new IkeSuite(
                        choice.encryptions().getFirst(),
                        choice.integrities().stream().findFirst(),
                        choice.prfs().getFirst(),
                        choice.groups().getFirst()),
                Octets.of(ike.octets(name + ".ni")),
                Octets.of(ike.octets(name + ".nr")),
                ByteBuffer.wrap(ike.octets(name + ".spiI")).getLong(),
                ByteBuffer.wrap(ike.octets(name + ".spiR")).getLong(),
                Secret.of(ike.octets(name + ".g")));
    }

    private Secret secret(String name, String field) {
        return Secret.of(children.octets(name + "." + field));
    }
}
