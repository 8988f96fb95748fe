package org.waywiser.security.ike;

import org.waywiser.wire.ike.Transform;
import org.waywiser.wire.ike.TransformType;

/** An integrity algorithm, transform type 3, for encryption that has none of its own. RFC 4868 §2.1, RFC 2404 §2. */
public enum Integrity {
    /** Used only if a proposal names it. RFC 8247 §2.3. */
    HMAC_SHA1_96(2, "sha1", "HmacSHA1", 20, 12, Prf.HMAC_SHA1),
    HMAC_SHA2_256_128(12, "sha256", "HmacSHA256", 32, 16, Prf.HMAC_SHA2_256),
    HMAC_SHA2_384_192(13, "sha384", "HmacSHA384", 48, 24, Prf.HMAC_SHA2_384),
    HMAC_SHA2_512_256(14, "sha512", "HmacSHA512", 64, 32, Prf.HMAC_SHA2_512);

    private final int transformId;
    private final String keyword;
    private final String algorithm;
    private final int keyLength;
    private final int checkLength;
    private final Prf prf;

    Integrity(int transformId, String keyword, String algorithm, int keyLength, int checkLength, Prf prf) {
        this.transformId = transformId;
        this.keyword = keyword;
        this.algorithm = algorithm;
        this.keyLength = keyLength;
        this.checkLength = checkLength;
        this.prf = prf;
    }

    Transform transform() {
        return Transform.of(TransformType.INTEG, transformId);
    }

    /** As proposals spell it, such as {@code sha256}. */
    public String keyword() {
        return keyword;
    }

    /** As the Java Cryptography Architecture calls it. */
    String algorithm() {
        return algorithm;
    }

    /** Octets of SK_ai or SK_ar. */
    int keyLength() {
        return keyLength;
    }

    /** Octets of the check, the front part of the HMAC. */
    int checkLength() {
        return checkLength;
    }

    /** The prf that a proposal means which names none. */
    Prf prf() {
        return prf;
    }
}
