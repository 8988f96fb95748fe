package org.waywiser.keys.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.security.Secret;
import org.waywiser.testkit.Rfc;

@Rfc(value = 4656, section = "3.1")
class PassphraseFileTest {
    @TempDir
    private Path directory;

    @Test
    void findsPassphrasesAsOctets() throws Exception {
        var file = PassphraseFile.read(file("""
            # made by pfstore
            alice   636f727265637420686f727365
            bob     00ff

            """));

        assertThat(file.find("alice")).contains(Secret.of("correct horse".getBytes(StandardCharsets.US_ASCII)));
        assertThat(file.find("bob")).contains(Secret.of(new byte[] {0, (byte) 0xff}));
        assertThat(file.find("carol")).isEmpty();
        assertThat(file.find("#")).isEmpty();
        assertThat(file.find("")).isEmpty();
    }

    @Test
    void givesEachHolderACopyOfItsOwn() throws Exception {
        var file = PassphraseFile.read(file("alice 0102"));
        file.find("alice").orElseThrow().wipe();

        assertThat(file.find("alice").orElseThrow().toByteArray()).containsExactly(1, 2);
    }

    @ParameterizedTest
    @CsvSource({
        "alice 5345435245540a, has a newline",
        "alice 534543524554 0d0a, not an identity and a passphrase",
        "alice 534543524554zz, not in hex",
        "alice 53454352455, not in hex",
        "alice, not an identity and a passphrase",
        "'alice 01\nalice 02', is there twice"
    })
    @Rfc(value = 5357, section = "3.1")
    void namesFileAndLineOfWhatItRefusesButNotThePassphrase(String text, String words) throws Exception {
        Path file = file(text);
        var refusal = catchThrowableOfType(UnusableCredentials.class, () -> PassphraseFile.read(file));

        assertThat(refusal).hasMessageStartingWith(file + " line ").hasMessageContaining(words);
        // Of the name of a temporary folder any digits may be part.
        assertThat(String.valueOf(refusal.getMessage())
                        .substring(file.toString().length()))
                .doesNotContain("5345");
    }

    @Test
    void refusesAnIdentityLongerThanAKeyId() throws Exception {
        assertThat(PassphraseFile.read(file("é".repeat(40) + " 01")).find("é".repeat(40)))
                .isPresent();
        Path file = file("é".repeat(40) + "x 01");
        assertThat(catchThrowableOfType(UnusableCredentials.class, () -> PassphraseFile.read(file)))
                .hasMessageContaining("longer than 80 octets");
    }

    private Path file(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("test.pfs"), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
