package org.waywiser.security.ike;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.waywiser.security.Secret;
import org.waywiser.wire.ike.Transform;
import org.waywiser.wire.ike.TransformType;

/** Pseudorandom functions negotiated in an IKE SA. RFC 7296 §2.13, RFC 4868 §2.1. */
public enum Prf {
    /** Used only if a proposal names it. RFC 8247 §2.2. */
    HMAC_SHA1(2, "prfsha1", "HmacSHA1", 20),
    HMAC_SHA2_256(5, "prfsha256", "HmacSHA256", 32),
    HMAC_SHA2_384(6, "prfsha384", "HmacSHA384", 48),
    HMAC_SHA2_512(7, "prfsha512", "HmacSHA512", 64);

    private final int transformId;
    private final String keyword;
    private final String algorithm;
    private final int length;

    Prf(int transformId, String keyword, String algorithm, int length) {
        this.transformId = transformId;
        this.keyword = keyword;
        this.algorithm = algorithm;
        this.length = length;
    }

    /** The one with that number of transform type 2, if it is one we have. */
    public static Optional<Prf> of(int transformId) {
        return Arrays.stream(values())
                .filter(prf -> prf.transformId == transformId)
                .findFirst();
    }

    Transform transform() {
        return Transform.of(TransformType.PRF, transformId);
    }

    /** The one that proposals spell so. */
    public static Optional<Prf> named(String keyword) {
        return Arrays.stream(values())
                .filter(prf -> prf.keyword.equals(keyword))
                .findAny();
    }

    /** As proposals spell it, such as {@code prfsha256}. */
    String keyword() {
        return keyword;
    }

    /** Octets of output, and of the preferred key. */
    public int length() {
        return length;
    }

    /** prf(key, data[0] | data[1] | …). */
    public Secret apply(Secret key, byte[]... data) {
        Mac mac = mac(key);
        for (byte[] part : data) mac.update(part);
        return Secret.owning(mac.doFinal());
    }

    /** prf+(key, seed[0] | seed[1] | …), the first {@code octets} of at most 255 outputs. RFC 7296 §2.13. */
    public Secret plus(Secret key, int octets, byte[]... seed) {
        if (octets > 255 * length) throw new IllegalArgumentException("prf+ gives at most 255 outputs");
        Mac mac = mac(key);
        byte[] stream = new byte[octets];
        byte[] block = new byte[0];
        for (int done = 0, counter = 1; done < octets; done += length, counter++) {
            mac.update(block);
            for (byte[] part : seed) mac.update(part);
            Arrays.fill(block, (byte) 0);
            block = mac.doFinal(new byte[] {(byte) counter});
            System.arraycopy(block, 0, stream, done, Math.min(length, octets - done));
        }
        Arrays.fill(block, (byte) 0);
        return Secret.owning(stream);
    }

    private Mac mac(Secret key) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            byte[] octets = key.toByteArray();
            // JCA refuses an empty key; HMAC pads it with zeros anyway
            mac.init(new SecretKeySpec(octets.length == 0 ? new byte[1] : octets, algorithm));
            Arrays.fill(octets, (byte) 0);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm + " is part of every JDK", e);
        }
    }
}
