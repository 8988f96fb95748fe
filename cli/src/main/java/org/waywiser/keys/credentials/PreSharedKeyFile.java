package org.waywiser.keys.credentials;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.security.ike.auth.PreSharedKeys;
import org.waywiser.wire.ike.Identification;

/**
 * A file of pre-shared keys, one peer a line: {@code identity : secret}, the colon between blanks.
 *
 * <p>The identity is the one the peer sends (see {@link Identities#parse}), {@code %any} for all others. The secret is the rest of
 * the line: {@code 0x} with pairs of hex digits, text in double quotes as it stands, or text without quotes. Empty lines and lines
 * that begin with {@code #} are skipped. RFC 7296 §2.15 asks for text and hex.
 */
public final class PreSharedKeyFile {
    private static final int MAX_OCTETS = 1 << 20;
    private static final Pattern LINE = Pattern.compile("(\\S.*?)\\s+:\\s+(\\S.*)");

    private PreSharedKeyFile() {}

    /** Reads a file; warns if other users can read it too. */
    public static PreSharedKeys read(Path file) throws UnusableCredentials {
        return parse(SecretFiles.text(file, MAX_OCTETS), file.toString());
    }

    /** @param source what to call the text in an error */
    static PreSharedKeys parse(String text, String source) throws UnusableCredentials {
        Map<Identification, Secret> byPeer = new LinkedHashMap<>();
        @Nullable Secret anyPeer = null;
        for (SecretFiles.Line line : SecretFiles.lines(text, source)) {
            String where = line.where();
            Matcher parts = LINE.matcher(line.text());
            if (!parts.matches()) throw new UnusableCredentials(where + " is not of the form: identity : secret");
            Secret secret = secret(parts.group(2), where);
            boolean twice;
            if (parts.group(1).equals("%any")) {
                twice = anyPeer != null;
                anyPeer = secret;
            } else {
                twice = byPeer.put(identity(parts.group(1), where), secret) != null;
            }
            if (twice) throw new UnusableCredentials(where + " gives a second secret for " + parts.group(1));
        }
        if (byPeer.isEmpty() && anyPeer == null) throw new UnusableCredentials(source + " holds no pre-shared key");
        return new PreSharedKeys(byPeer, anyPeer);
    }

    static Identification identity(String text, String where) throws UnusableCredentials {
        try {
            return Identities.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UnusableCredentials(where + ": " + e.getMessage(), e);
        }
    }

    static Secret secret(String text, String where) throws UnusableCredentials {
        if (text.startsWith("0x")) {
            try {
                byte[] octets = HexFormat.of().parseHex(text.substring(2));
                if (octets.length > 0) return Secret.owning(octets);
            } catch (IllegalArgumentException e) {
                throw new UnusableCredentials(where + ": 0x is not followed by pairs of hex digits");
            }
            throw new UnusableCredentials(where + ": the secret is empty");
        }
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        String plain = quoted ? text.substring(1, text.length() - 1) : text;
        if (plain.isEmpty()) throw new UnusableCredentials(where + ": the secret is empty");
        return Secret.owning(plain.getBytes(StandardCharsets.UTF_8));
    }
}
