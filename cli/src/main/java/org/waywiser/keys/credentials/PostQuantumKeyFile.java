package org.waywiser.keys.credentials;

import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.auth.PostQuantumKeys;
import org.waywiser.security.ike.auth.PostQuantumKeys.Ppk;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.Identification;

/**
 * A file of post-quantum pre-shared keys, one a line: {@code identity : name : secret}, the colons between blanks. RFC 8784 §2
 *
 * <p>The identity is the peer's, {@code %any} for all; the name is what both ends call the key (its PPK_ID); the secret is written as
 * in a {@link PreSharedKeyFile}. Towards a peer the first line that fits is used.
 */
public final class PostQuantumKeyFile {
    private static final System.Logger LOG = System.getLogger("org.waywiser.keys");
    private static final int MAX_OCTETS = 1 << 20;
    private static final Pattern LINE = Pattern.compile("(\\S.*?)\\s+:\\s+(\\S+)\\s+:\\s+(\\S.*)");

    private PostQuantumKeyFile() {}

    /** Reads a file; warns if other users can read it too, and of keys that are too short. */
    public static PostQuantumKeys read(Path file) throws UnusableCredentials {
        return parse(SecretFiles.text(file, MAX_OCTETS), file.toString());
    }

    /** @param source what to call the text in an error */
    static PostQuantumKeys parse(String text, String source) throws UnusableCredentials {
        List<Ppk> keys = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (SecretFiles.Line line : SecretFiles.lines(text, source)) {
            String where = line.where();
            Matcher parts = LINE.matcher(line.text());
            if (!parts.matches())
                throw new UnusableCredentials(where + " is not of the form: identity : name : secret");
            String name = parts.group(2);
            if (!seen.add(parts.group(1) + " " + name)) {
                throw new UnusableCredentials(where + " gives a second key " + name + " for " + parts.group(1));
            }
            Optional<Identification> peer = parts.group(1).equals("%any")
                    ? Optional.empty()
                    : Optional.of(PreSharedKeyFile.identity(parts.group(1), where));
            Secret key = PreSharedKeyFile.secret(parts.group(3), where);
            if (key.length() < Ppk.STRONG) {
                LOG.log(Level.WARNING, "{0}: a key of less than {1} octets is weak", where, Ppk.STRONG);
            }
            keys.add(new Ppk(peer, Octets.of(name.getBytes(StandardCharsets.UTF_8)), key));
        }
        if (keys.isEmpty()) throw new UnusableCredentials(source + " holds no post-quantum key");
        return new PostQuantumKeys(keys);
    }
}
