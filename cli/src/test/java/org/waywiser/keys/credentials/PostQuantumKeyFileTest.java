package org.waywiser.keys.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.Identification;

@Rfc(value = 8784, section = "2")
class PostQuantumKeyFileTest {
    private static final Identification ALICE = Identities.parse("alice.example.org");
    private static final Identification BOB = Identities.parse("bob.example.org");
    private static final String FILE = """
        # peer : name : key
        alice.example.org : pq-1 : 0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f

        alice.example.org : pq-2 : "next : year's key, thirty-two octets"
        %any : group : of thirty-two octets, or a bit more
        """;

    @Test
    void readsPeersNamesAndKeys() throws UnusableCredentials {
        var keys = PostQuantumKeyFile.parse(FILE, "ppk");
        var alices = keys.towards(ALICE).orElseThrow();

        assertThat(alices.first().name()).isEqualTo(octets("pq-1"));
        assertThat(alices.first().key().length()).isEqualTo(32);
        assertThat(alices.named(octets("pq-2")).orElseThrow().key())
                .isEqualTo(Secret.of("next : year's key, thirty-two octets".getBytes(StandardCharsets.UTF_8)));
        assertThat(keys.towards(BOB).orElseThrow().first().name()).isEqualTo(octets("group"));
        assertThat(keys.towards(BOB).orElseThrow().named(octets("pq-1"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "alice.example.org : hidden,ppk line 1 is not of the form",
        "alice.example.org : pq-1 : 0x0,ppk line 1: 0x is not followed by pairs of hex digits",
        "alice@ : pq-1 : hidden,ppk line 1: not a mail address",
        "'',ppk holds no post-quantum key"
    })
    void saysWhatIsWrongWithoutTheSecret(String text, String complaint) {
        assertThatThrownBy(() -> PostQuantumKeyFile.parse(text, "ppk"))
                .isInstanceOf(UnusableCredentials.class)
                .hasMessageContaining(complaint)
                .hasMessageNotContaining("hidden");
    }

    @Test
    void refusesTwoKeysOfTheSameNameForOnePeer() {
        assertThatThrownBy(() -> PostQuantumKeyFile.parse("%any : a : one\n%any : b : two\n%any : a : three", "ppk"))
                .isInstanceOf(UnusableCredentials.class)
                .hasMessage("ppk line 3 gives a second key a for %any");
    }

    private static Octets octets(String text) {
        return Octets.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
