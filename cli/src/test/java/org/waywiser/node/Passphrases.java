package org.waywiser.node;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import org.waywiser.keys.credentials.PassphraseFile;

/** The passphrase file of the tests: one identity. */
final class Passphrases {
    private Passphrases() {}

    static PassphraseFile file() throws Exception {
        Path file = Files.createTempFile(
                "waywiser", ".pfs", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            String hex = HexFormat.of().formatHex(Plans.PASSPHRASE.getBytes(StandardCharsets.US_ASCII));
            Files.writeString(file, Plans.USER + " " + hex + "\n");
            return PassphraseFile.read(file);
        } finally {
            Files.delete(file);
        }
    }
}
