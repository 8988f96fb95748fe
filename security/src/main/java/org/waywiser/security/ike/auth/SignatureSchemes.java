package org.waywiser.security.ike.auth;

import java.security.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * By which signatures this end proves itself, in strongSwan's words: {@code rsa-pss-sha256}, {@code rsa-sha256}, {@code ecdsa-sha256}
 * and so on for SHA-384 and SHA-512, {@code ed25519}, {@code ed448}. The first that our key can make and the peer can check is taken.
 * RFC 7427 §4 and appendix A.
 *
 * <p>{@code rsa-sha1} is of another kind: method 1 with SHA-1, for peers that know no Digital Signatures. RFC 7296 §3.8.
 */
public final class SignatureSchemes {
    /** What suits the strength of the key, RSA with PSS; never SHA-1. RFC 8247 §3.2. */
    public static final SignatureSchemes DEFAULT = new SignatureSchemes(List.of(), false);

    private static final String RSA_SHA1 = "rsa-sha1";

    private final List<SignatureAlgorithm> order;
    private final boolean rsaWithSha1;

    private SignatureSchemes(List<SignatureAlgorithm> order, boolean rsaWithSha1) {
        this.order = List.copyOf(order);
        this.rsaWithSha1 = rsaWithSha1;
    }

    /**
     * Reads a list, best first, separated by commas.
     *
     * @throws IllegalArgumentException with one line for the user
     */
    public static SignatureSchemes parse(String text) {
        var order = new ArrayList<SignatureAlgorithm>();
        boolean sha1 = false;
        for (String word : text.split(",", -1)) {
            String name = word.strip().toLowerCase(Locale.ROOT);
            if (name.equals(RSA_SHA1)) {
                sha1 = true;
            } else {
                order.add(Arrays.stream(SignatureAlgorithm.values())
                        .filter(a -> a.spelling().equals(name))
                        .findFirst()
                        .orElseThrow(() -> unknown(name)));
            }
        }
        return new SignatureSchemes(order, sha1);
    }

    private static IllegalArgumentException unknown(String name) {
        String known = Arrays.stream(SignatureAlgorithm.values())
                .map(SignatureAlgorithm::spelling)
                .collect(Collectors.joining(", "));
        return new IllegalArgumentException("no signature scheme: " + name + "; known are " + known + ", " + RSA_SHA1);
    }

    /** Whether method 1 with SHA-1 is allowed, for our own proof and for that of peers. */
    public boolean rsaWithSha1() {
        return rsaWithSha1;
    }

    /** Those for a key, best first. */
    List<SignatureAlgorithm> of(KeyType type, Key key) {
        return order.isEmpty()
                ? SignatureAlgorithm.preferred(type, key)
                : order.stream().filter(a -> a.takes(type)).toList();
    }
}
