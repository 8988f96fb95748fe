package org.waywiser.keys.credentials;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.waywiser.security.Secret;

/** Changes a file of passphrases: comments and all other lines stay as they are, and a reader sees the old file or the new one. */
public final class PassphraseEditor {
    private static final int MAX_IDENTITY = 80;

    private PassphraseEditor() {}

    /** Identities in the order of the file. @throws UnusableCredentials if it is not one of passphrases */
    public static List<String> identities(Path file) throws UnusableCredentials {
        PassphraseFile.read(file);
        return lines(file).stream()
                .map(PassphraseEditor::identity)
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * Gives an identity a passphrase, another one if it has one; makes the file, for its owner only, if it is not there.
     *
     * @return whether it had one
     */
    public static boolean put(Path file, String identity, Secret passphrase) throws UnusableCredentials, IOException {
        check(identity);
        if (passphrase.length() == 0) throw new UnusableCredentials("the passphrase is empty");
        List<String> lines = Files.exists(file) ? checkedLines(file) : new ArrayList<>();
        byte[] octets = passphrase.toByteArray();
        try {
            for (byte octet : octets) {
                // RFC 5357 §3.1: no CR or LF in a passphrase.
                if (octet == '\n' || octet == '\r') throw new UnusableCredentials("the passphrase has a newline");
            }
            String line = identity + "\t" + HexFormat.of().formatHex(octets);
            int at = indexOf(lines, identity);
            if (at < 0) lines.add(line);
            else lines.set(at, line);
            write(file, lines);
            return at >= 0;
        } finally {
            Arrays.fill(octets, (byte) 0);
        }
    }

    /** Takes an identity out. @return whether it was there */
    public static boolean remove(Path file, String identity) throws UnusableCredentials, IOException {
        List<String> lines = checkedLines(file);
        int at = indexOf(lines, identity);
        if (at < 0) return false;
        lines.remove(at);
        write(file, lines);
        return true;
    }

    private static void check(String identity) throws UnusableCredentials {
        boolean plain = !identity.isEmpty() && !identity.startsWith("#") && identity.matches("[^\\s\\p{C}]+");
        if (!plain) throw new UnusableCredentials("an identity is a word without blanks that does not begin with #");
        if (identity.getBytes(StandardCharsets.UTF_8).length > MAX_IDENTITY) {
            throw new UnusableCredentials("the identity is longer than 80 octets");
        }
    }

    /** What cannot be read is not written anew either. */
    private static List<String> checkedLines(Path file) throws UnusableCredentials {
        PassphraseFile.read(file);
        return lines(file);
    }

    private static List<String> lines(Path file) throws UnusableCredentials {
        return new ArrayList<>(
                SecretFiles.text(file, PassphraseFile.MAX_OCTETS).lines().toList());
    }

    private static int indexOf(List<String> lines, String identity) {
        for (int i = 0; i < lines.size(); i++) {
            if (identity(lines.get(i)).equals(Optional.of(identity))) return i;
        }
        return -1;
    }

    private static Optional<String> identity(String line) {
        String text = line.strip();
        return text.isEmpty() || text.startsWith("#") ? Optional.empty() : Optional.of(text.split("\\s+", 2)[0]);
    }

    private static void write(Path file, List<String> lines) throws IOException {
        // A link stays one: what it leads to is replaced.
        Path real = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Path fresh = Files.createTempFile(real.getParent(), "." + real.getFileName(), ".new", ownerOnly);
        try {
            Files.write(fresh, lines);
            if (Files.exists(real)) {
                Files.setPosixFilePermissions(fresh, Files.getPosixFilePermissions(real, LinkOption.NOFOLLOW_LINKS));
            }
            Files.move(fresh, real, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
