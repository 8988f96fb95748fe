package org.waywiser.security.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.waywiser.security.Secret;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;

@Rfc(value = 4656, section = "3.1")
class TokenContentsTest {
    private static final Octets CHALLENGE = Octets.hex("6bc1bee22e409f96e93d7e117393172a");
    private static final Secret KEY = secret("2b7e151628aed2a6abf7158809cf4f3c");
    private final TokenContents contents =
            new TokenContents(CHALLENGE, secret("a0".repeat(16)), secret("b0".repeat(32)));

    @Test
    void encryptsItsFirstBlockWithAnIvOfZeros() {
        // AES-128 of the first block of the ECB example in NIST SP 800-38A: CBC from zeros does the same to it.
        assertThat(contents.seal(KEY).slice(0, 16)).isEqualTo(Octets.hex("3ad77bb40d7a3660a89ecaf32466ef97"));
    }

    @Test
    void givesChallengeAndKeysToWhoHasTheKey() {
        var token = contents.seal(KEY);

        assertThat(token.length()).isEqualTo(64);
        assertThat(TokenContents.open(token, KEY)).isEqualTo(contents);
        assertThat(contents.keys()).isEqualTo(new ControlKeys(contents.aes(), contents.hmac()));
    }

    @Test
    void showsAnotherChallengeToWhoHasAnotherKey() {
        var opened = TokenContents.open(contents.seal(KEY), secret("2b7e151628aed2a6abf7158809cf4f3d"));

        assertThat(opened.challenge()).isNotEqualTo(CHALLENGE);
    }

    @Test
    void printsNoKey() {
        assertThat(contents.toString() + contents.keys()).doesNotContain("a0a0", "b0b0", "[B@");
    }

    @Test
    void refusesLengthsThatAreNoToken() {
        assertThatThrownBy(() -> TokenContents.open(Octets.zeros(48), KEY))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TokenContents(CHALLENGE, secret("00"), contents.hmac()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ControlKeys(secret("00".repeat(20)), contents.hmac()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ControlKeys(contents.aes(), secret("00".repeat(15))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Secret secret(String hex) {
        return Secret.of(Octets.hex(hex).toByteArray());
    }
}
