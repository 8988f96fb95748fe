package org.waywiser.keys.credentials;

import java.nio.file.Path;
import java.util.List;
import org.waywiser.security.Secret;

/**
 * A file with the HMAC key of STAMP packets, in one line: {@code 0x} with pairs of hex digits, text in double quotes as it stands, or text
 * without quotes. RFC 8762 §4.4.
 */
public final class StampKeyFile {
    private static final int MAX_OCTETS = 4096;

    private StampKeyFile() {}

    /** Reads a file; warns if other users can read it too. */
    public static Secret read(Path file) throws UnusableCredentials {
        List<SecretFiles.Line> lines = SecretFiles.lines(SecretFiles.text(file, MAX_OCTETS), file.toString());
        if (lines.size() != 1) throw new UnusableCredentials(file + " is not one line with one key");
        return PreSharedKeyFile.secret(lines.getFirst().text(), lines.getFirst().where());
    }
}
