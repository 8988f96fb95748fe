package org.waywiser.security.ike.auth;

import java.security.Key;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import org.waywiser.security.ike.auth.AuthenticationFailed.Reason;

/** Kinds of keys that sign and verify AUTH. RFC 7296 §4, RFC 8247 §3, RFC 8420 §1. */
enum KeyType {
    RSA("RSA"),
    /** An RSA key whose certificate allows RSASSA-PSS alone. RFC 4055 §3.1. */
    RSA_PSS("RSASSA-PSS"),
    P256("P-256"),
    P384("P-384"),
    P521("P-521"),
    ED25519("Ed25519"),
    ED448("Ed448");

    /** RFC 8247 §3.1.1: shorter RSA keys should not be used. */
    static final int MIN_RSA_BITS = 2048;

    private final String label;

    KeyType(String label) {
        this.label = label;
    }

    /** @throws AuthenticationFailed if the key is of no kind that we use, or too short */
    static KeyType of(Key key) throws AuthenticationFailed {
        return switch (key) {
            case RSAKey rsa -> rsa(key, rsa);
            case ECKey ec ->
                EllipticCurves.keyType(ec.getParams())
                        .orElseThrow(() -> unsupported("an EC key on another curve than P-256, P-384 and P-521"));
            case EdECKey ed when ed.getParams().getName().equals(ED25519.label) -> ED25519;
            case EdECKey ed when ed.getParams().getName().equals(ED448.label) -> ED448;
            default -> throw unsupported("a key of type " + key.getAlgorithm());
        };
    }

    /** The hash about as strong as the key. NIST SP 800-57 part 1 §5.6. */
    SignatureHash hashFor(Key key) {
        return switch (this) {
            case P256 -> SignatureHash.SHA2_256;
            case P384 -> SignatureHash.SHA2_384;
            case P521 -> SignatureHash.SHA2_512;
            case ED25519, ED448 -> SignatureHash.IDENTITY;
            case RSA, RSA_PSS -> {
                int bits = ((RSAKey) key).getModulus().bitLength();
                if (bits <= 3072) yield SignatureHash.SHA2_256;
                yield bits <= 7680 ? SignatureHash.SHA2_384 : SignatureHash.SHA2_512;
            }
        };
    }

    private static KeyType rsa(Key key, RSAKey rsa) throws AuthenticationFailed {
        int bits = rsa.getModulus().bitLength();
        if (bits < MIN_RSA_BITS) {
            throw unsupported("an RSA key of " + bits + " bits, fewer than " + MIN_RSA_BITS + ",");
        }
        return key.getAlgorithm().equals(RSA_PSS.label) ? RSA_PSS : RSA;
    }

    private static AuthenticationFailed unsupported(String what) {
        return new AuthenticationFailed(Reason.UNSUPPORTED_ALGORITHM, what + " is not accepted");
    }

    @Override
    public String toString() {
        return label;
    }
}
