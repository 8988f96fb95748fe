package org.waywiser.security.ike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.security.Secret;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.Vectors;
import org.waywiser.wire.Octets;

@Rfc(value = 7296, section = "2.14")
@Rfc(value = 5282, section = "7.1")
class IkeKeysTest {
    private static final String SUITE = "aes256gcm16-prfsha384-ecp256";

    static final List<String> SUITES = List.of(
            "aes128gcm16-prfsha256-x25519",
            SUITE,
            "aes256gcm16-prfsha512-x25519",
            "aes192gcm16-prfsha256-ecp384",
            "chacha20poly1305-prfsha256-x448",
            "aes128-sha256-modp2048",
            "aes192-sha384-ecp384",
            "aes256-sha512-ecp521",
            "aes256-sha512-prfsha256-x25519",
            "aes128-sha1-modp2048");

    private final Vectors first = Vectors.read("/rfc7296/key-schedule.txt");
    private final Vectors successors = Vectors.read("/rfc7296/rekeyed-key-schedule.txt");

    @ParameterizedTest
    @FieldSource("SUITES")
    void agreeWithAnIndependentImplementation(String name) {
        assertAgree(derive(name), name, name);
    }

    @ParameterizedTest
    @FieldSource("SUITES")
    @Rfc(value = 7717, section = "5.1")
    void giveTheSharedSecretOfOwampAndTwamp(String name) {
        assertThat(derive(name).ippmSharedSecret()).isEqualTo(secret(name, "ippm"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"aes128gcm16-prfsha256-x25519", SUITE, "aes256gcm16-prfsha512-x25519", "aes128-sha1-modp2048"})
    @Rfc(value = 8784, section = "3")
    void takeInAPostQuantumKeyAndKeepTheCiphers(String name) {
        var mixing = Vectors.read("/rfc8784/ppk.txt");
        var keys = derive(name);
        var mixed = keys.mixedWith(Secret.of(mixing.octets("ppk")));

        assertThat(mixed.skD()).isEqualTo(Secret.of(mixing.octets(name + ".skD")));
        assertThat(mixed.skPi()).isEqualTo(Secret.of(mixing.octets(name + ".skPi")));
        assertThat(mixed.skPr()).isEqualTo(Secret.of(mixing.octets(name + ".skPr")));
        assertThat(mixed.ippmSharedSecret()).isEqualTo(Secret.of(mixing.octets(name + ".ippm")));
        keys.wipeRoots();
        assertThatThrownBy(() -> keys.skD().toByteArray()).isInstanceOf(IllegalStateException.class);
        assertThat(mixed.fromInitiator()).isSameAs(keys.fromInitiator());
        assertThat(mixed.fromInitiator().seal(new byte[1], new byte[1])).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "aes128gcm16-prfsha256-x25519,aes128gcm16-prfsha256-x25519",
        "aes256gcm16-prfsha384-ecp256,aes128gcm16-prfsha256-x25519",
        "aes128gcm16-prfsha256-x25519,aes256gcm16-prfsha512-x25519",
        "aes128-sha1-modp2048,aes192-sha384-ecp384"
    })
    @Rfc(value = 7296, section = "2.18")
    void ofASuccessorComeFromThePrfOfTheOldSaAndThenFromItsOwn(String old, String name) {
        var row = old + "." + name;
        var keys = derive(old)
                .successor(
                        suite(name),
                        octets(row, "ni"),
                        octets(row, "nr"),
                        number(row, "spiI"),
                        number(row, "spiR"),
                        secret(row, "g"));

        assertAgree(keys, name, row);
        assertThat(keys.ippmSharedSecret()).isEqualTo(secret(row, "ippm"));
    }

    @Test
    @Rfc(value = 7296, section = "2.12")
    void areOverwrittenWhenTheSaIsGone() {
        var keys = derive(SUITE);
        var mine = keys.ippmSharedSecret();
        keys.wipe();

        for (var wiped : new Secret[] {keys.skD(), keys.skPi(), keys.skPr()}) {
            assertThatThrownBy(wiped::toByteArray).isInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(() -> keys.fromInitiator().seal(new byte[1], new byte[1]))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> keys.fromResponder().seal(new byte[1], new byte[1]))
                .isInstanceOf(IllegalStateException.class);
        assertThat(mine).isEqualTo(secret(SUITE, "ippm"));
    }

    @Test
    void overwriteTheDiffieHellmanSecretTheyCameFrom() {
        var g = secret(SUITE, "g");
        IkeKeys.derive(suite(SUITE), octets(SUITE, "ni"), octets(SUITE, "nr"), 1, 2, g);

        assertThatThrownBy(g::toByteArray).isInstanceOf(IllegalStateException.class);
    }

    /** @param row of the vectors */
    private void assertAgree(IkeKeys keys, String name, String row) {
        var suite = suite(name);
        assertThat(keys.skD()).isEqualTo(secret(row, "skD"));
        assertThat(keys.skPi()).isEqualTo(secret(row, "skPi"));
        assertThat(keys.skPr()).isEqualTo(secret(row, "skPr"));
        byte[] associated = {1, 2, 3};
        byte[] payloads = "payloads".getBytes(StandardCharsets.US_ASCII);
        assertThat(keys.fromInitiator().seal(associated, payloads))
                .isEqualTo(PayloadCipher.of(suite, secret(row, "skEi"), integrityKey(row, "skAi"))
                        .seal(associated, payloads));
        assertThat(keys.fromResponder().seal(associated, payloads))
                .isEqualTo(PayloadCipher.of(suite, secret(row, "skEr"), integrityKey(row, "skAr"))
                        .seal(associated, payloads));
    }

    private IkeKeys derive(String name) {
        return IkeKeys.derive(
                suite(name),
                octets(name, "ni"),
                octets(name, "nr"),
                number(name, "spiI"),
                number(name, "spiR"),
                secret(name, "g"));
    }

    private static IkeSuite suite(String name) {
        var choice = IkeProposals.parse(name).choices().getFirst();
        return new IkeSuite(
                choice.encryptions().getFirst(),
                choice.integrities().stream().findFirst(),
                choice.prfs().getFirst(),
                choice.groups().getFirst());
    }

    private Vectors vectors(String row) {
        return successors.has(row + ".ni") ? successors : first;
    }

    /** Of no octets where the suite has no integrity algorithm. */
    private Secret integrityKey(String name, String field) {
        return vectors(name).has(name + "." + field) ? secret(name, field) : Secret.of(new byte[0]);
    }

    private Octets octets(String name, String field) {
        return Octets.of(vectors(name).octets(name + "." + field));
    }

    private long number(String name, String field) {
        return ByteBuffer.wrap(octets(name, field).toByteArray()).getLong();
    }

    private Secret secret(String name, String field) {
        return Secret.of(vectors(name).octets(name + "." + field));
    }
}
