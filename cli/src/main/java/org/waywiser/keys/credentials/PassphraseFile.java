package org.waywiser.keys.credentials;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.waywiser.security.Secret;

/**
 * Passphrases by identity, in the file format of perfSONAR's {@code pfstore}: a line holds an identity, blanks, and the passphrase
 * in hex; {@code #} starts a comment. RFC 4656 §3.1.
 */
public final class PassphraseFile {
    static final int MAX_OCTETS = 4 << 20;
    private static final int MAX_IDENTITY = 80;

    private final Map<String, Secret> passphrases;

    private PassphraseFile(Map<String, Secret> passphrases) {
        this.passphrases = passphrases;
    }

    /**
     * Reads a {@code .pfs} file.
     *
     * @throws UnusableCredentials naming file and line, never the passphrase
     */
    public static PassphraseFile read(Path file) throws UnusableCredentials {
        var passphrases = new LinkedHashMap<String, Secret>();
        for (SecretFiles.Line line : SecretFiles.lines(SecretFiles.text(file, MAX_OCTETS), file.toString())) {
            String where = line.where();
            String[] words = line.text().split("\\s+", 3);
            if (words.length != 2) throw new UnusableCredentials(where + ": not an identity and a passphrase in hex");
            if (words[0].getBytes(StandardCharsets.UTF_8).length > MAX_IDENTITY) {
                throw new UnusableCredentials(where + ": the identity is longer than 80 octets");
            }
            if (passphrases.put(words[0], passphrase(words[1], where)) != null) {
                throw new UnusableCredentials(where + ": identity " + words[0] + " is there twice");
            }
        }
        return new PassphraseFile(passphrases);
    }

    private static Secret passphrase(String hex, String where) throws UnusableCredentials {
        byte[] octets;
        try {
            octets = HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException e) {
            throw new UnusableCredentials(where + ": the passphrase is not in hex");
        }
        if (octets.length == 0) throw new UnusableCredentials(where + ": the passphrase is empty");
        for (byte octet : octets) {
            // RFC 5357 §3.1: any combination of CR and LF is forbidden in a passphrase.
            if (octet == '\n' || octet == '\r') throw new UnusableCredentials(where + ": the passphrase has a newline");
        }
        return Secret.owning(octets);
    }

    /** The passphrase of an identity, as octets: the caller's own copy, to be wiped once keys are derived. */
    public Optional<Secret> find(String identity) {
        return Optional.ofNullable(passphrases.get(identity)).map(secret -> secret.copy());
    }
}
