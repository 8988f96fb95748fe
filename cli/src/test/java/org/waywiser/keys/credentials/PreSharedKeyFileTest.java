package org.waywiser.keys.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.security.ike.auth.PreSharedKeys;
import org.waywiser.testkit.Rfc;

@Rfc(value = 7296, section = "2.15")
class PreSharedKeyFileTest {
    @Test
    void readsTextQuotedTextAndHexForEachKindOfIdentity() throws UnusableCredentials {
        PreSharedKeys keys = PreSharedKeyFile.parse("""
            # laboratory
            peer.example : plain text with : in it

            2001:db8::1  :  " blanks stay "
            192.0.2.1 : 0x00ff10
            %any : "0xtext"
            """, "keys");

        assertThat(keys.keyFor(Identities.parse("peer.example"))).contains(text("plain text with : in it"));
        assertThat(keys.keyFor(Identities.parse("2001:db8::1"))).contains(text(" blanks stay "));
        assertThat(keys.keyFor(Identities.parse("192.0.2.1"))).contains(Secret.of(new byte[] {0, -1, 16}));
        assertThat(keys.keyFor(Identities.parse("anyone.else"))).contains(text("0xtext"));
    }

    @Test
    void takesLongAsciiKeysWithoutATerminator() throws UnusableCredentials {
        String all = "!\"$%&'()*+,-./0123456789;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~#";

        PreSharedKeys keys = PreSharedKeyFile.parse("%any : " + all, "keys");

        assertThat(keys.keyFor(Identities.parse("a"))).contains(text(all));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "peer.example",
                "peer.example hunter2",
                "peer.example:hunter2",
                "peer.example : ",
                ": hunter2",
                "pe er : hunter2",
                "peer.example : \"\"",
                "peer.example : 0x",
                "peer.example : 0x123",
                "peer.example : 0xhunter2",
                "%any : hunter2\n%any : hunter2",
                "peer.example : hunter2\npeer.example : hunter2",
                "",
                "# nothing"
            })
    void refusesOtherFilesInOneLineThatHoldsNoSecret(String text) {
        var unusable = catchThrowableOfType(UnusableCredentials.class, () -> PreSharedKeyFile.parse(text, "keys"));

        assertThat(unusable).hasMessageStartingWith("keys").hasMessageNotContainingAny("hunter2", "\n");
    }

    @Test
    void namesTheLineAtFault() {
        assertThatThrownBy(() -> PreSharedKeyFile.parse("# a\n\na : b\nnonsense", "keys"))
                .hasMessage("keys line 4 is not of the form: identity : secret");
    }

    @Test
    void readsAFileAndSaysWhenThereIsNone(@TempDir Path dir) throws Exception {
        Path file = Files.writeString(dir.resolve("psk"), "%any : secret\n");

        assertThat(PreSharedKeyFile.read(file).keyFor(Identities.parse("a"))).contains(text("secret"));
        assertThatThrownBy(() -> PreSharedKeyFile.read(dir.resolve("none")))
                .isInstanceOf(UnusableCredentials.class)
                .hasMessageEndingWith("none does not exist");
        assertThatThrownBy(() -> PreSharedKeyFile.read(dir)).isInstanceOf(UnusableCredentials.class);
    }

    private static Secret text(String text) {
        return Secret.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
