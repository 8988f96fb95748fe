package org.waywiser.keys.credentials;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One block of a PEM file; what stands around the blocks does not matter. RFC 7468 §2.
 *
 * @param body headers, if any, and base64
 */
record PemBlock(String label, String body) {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*(?:-[^-]+)*)-----END \\1-----");

    /** All blocks in their order; none if this is no PEM. */
    static List<PemBlock> in(byte[] octets) {
        return BLOCK.matcher(new String(octets, StandardCharsets.ISO_8859_1))
                .results()
                .map(found -> new PemBlock(found.group(1), found.group(2)))
                .toList();
    }

    /** Whether a passphrase is needed. RFC 5958 §3, RFC 1421 §4.6.1.1. */
    boolean encrypted() {
        return label.startsWith("ENCRYPTED") || body.contains("Proc-Type");
    }

    byte[] der(Path file) throws UnusableCredentials {
        try {
            return Base64.getMimeDecoder().decode(body);
        } catch (IllegalArgumentException e) {
            // the cause may quote a key
            throw new UnusableCredentials(file + " holds damaged PEM");
        }
    }

    /** The body may be a key. */
    @Override
    public String toString() {
        return "PemBlock[" + label + "]";
    }
}
