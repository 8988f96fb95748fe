package org.waywiser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waywiser.keys.credentials.PassphraseFile;
import org.waywiser.security.Secret;
import org.waywiser.testkit.Rfc;

@Rfc(value = 4656, section = "3.1")
class PfsCommandTest {
    @TempDir
    private Path folder;

    @Test
    void keepsAFileThatOnlyItsOwnerReads() throws Exception {
        Path file = folder.resolve("server.pfs");

        assertThat(add(file, "joe", "correct horse").succeeds().out()).isEqualTo("added joe\n");
        assertThat(add(file, "ann", "batterie 🔋").succeeds().out()).isEqualTo("added ann\n");
        assertThat(add(file, "joe", "another").succeeds().out()).isEqualTo("changed joe\n");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file)).startsWith("joe\t616e6f74686572\nann\t");
        assertThat(PassphraseFile.read(file).find("joe")).contains(secret("another"));
        assertThat(PassphraseFile.read(file).find("ann")).contains(secret("batterie 🔋"));
        assertThat(Run.line("pfs list --pfs " + file).succeeds().out()).isEqualTo("joe\nann\n");
        assertThat(Run.line("pfs remove joe -f " + file).succeeds().out()).isEqualTo("removed joe\n");
        assertThat(Run.line("pfs list -k " + file).succeeds().out()).isEqualTo("ann\n");
        assertThat(folder).isDirectoryContaining(path -> path.equals(file)).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void leavesCommentsAndPermissionsAlone() throws Exception {
        Path file = Files.writeString(folder.resolve("a.pfs"), "# people\njoe  0a0b\n\n# machines\nm1\tff\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Files.writeString(file, "# people\njoe  0b0c\n\n# machines\nm1\tff\n");

        add(file, "m1", "x").succeeds();

        assertThat(Files.readString(file)).isEqualTo("# people\njoe  0b0c\n\n# machines\nm1\t78\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void saysWhatItCannotDo() throws Exception {
        Path file = folder.resolve("a.pfs");

        Run.line("pfs list").fails(2, "which file?");
        Run.line("pfs list --pfs " + file).fails(2, "does not exist");
        add(file, "joe", "").fails(2, "the passphrase is empty");
        add(file, "#joe", "x").fails(2, "does not begin with #");
        add(file, "j".repeat(81), "x").fails(2, "longer than 80 octets");
        assertThat(file).doesNotExist();
        Files.writeString(file, "joe nothex\n");
        add(file, "ann", "x").fails(2, "line 1: the passphrase is not in hex");
        assertThat(file).hasContent("joe nothex\n");
        Files.writeString(file, "joe ff\n");
        Run.line("pfs remove ann --pfs " + file).fails(2, "has no identity ann");
    }

    private static Run add(Path file, String name, String passphrase) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream((passphrase + "\n").getBytes(StandardCharsets.UTF_8)));
        try {
            return Run.of("pfs", "add", name, "--pfs", file.toString());
        } finally {
            System.setIn(before);
        }
    }

    private static Secret secret(String text) {
        return Secret.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
