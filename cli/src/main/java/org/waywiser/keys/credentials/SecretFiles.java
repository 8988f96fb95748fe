package org.waywiser.keys.credentials;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Reads small files of credentials and looks at who else can. */
final class SecretFiles {
    private static final System.Logger LOG = System.getLogger("org.waywiser.keys");
    private static final Set<PosixFilePermission> OTHERS =
            EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    private SecretFiles() {}

    /**
     * A line that says something.
     *
     * @param where for an error, which never quotes the line: it may hold the secret
     */
    record Line(String where, String text) {}

    /** Without empty lines, and those that begin with {@code #}. */
    static List<Line> lines(String text, String source) {
        var lines = new ArrayList<Line>();
        int number = 0;
        for (String raw : text.lines().toList()) {
            var line = new Line(source + " line " + ++number, raw.strip());
            if (!line.text().isEmpty() && !line.text().startsWith("#")) lines.add(line);
        }
        return lines;
    }

    /** The text of a file; warns if other users can read it too. */
    static String text(Path file, int maxOctets) throws UnusableCredentials {
        warnIfReadableByOthers(file);
        return new String(read(file, maxOctets), StandardCharsets.UTF_8);
    }

    static byte[] read(Path file, int maxOctets) throws UnusableCredentials {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(maxOctets + 1);
            if (octets.length > maxOctets)
                throw new UnusableCredentials(file + " is larger than " + maxOctets + " octets");
            return octets;
        } catch (NoSuchFileException e) {
            throw new UnusableCredentials(file + " does not exist", e);
        } catch (AccessDeniedException e) {
            throw new UnusableCredentials(file + " may not be read by this user", e);
        } catch (IOException e) {
            throw new UnusableCredentials(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** A secret that others can read still works, yet its owner should know. */
    static void warnIfReadableByOthers(Path file) {
        try {
            Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
            permissions.addAll(Files.getPosixFilePermissions(file));
            permissions.retainAll(OTHERS);
            if (!permissions.isEmpty()) {
                LOG.log(Level.WARNING, "{0} can be read by other users; run: chmod 600 {0}", file);
            }
        } catch (IOException | UnsupportedOperationException e) {
            LOG.log(Level.DEBUG, "permissions of {0} unknown: {1}", file, e.getMessage());
        }
    }
}
