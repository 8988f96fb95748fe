package org.waywiser.security.control;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.waywiser.security.Secret;
import org.waywiser.wire.Octets;

/**
 * The key of the Token, from a shared secret by PBKDF2-HMAC-SHA1 (RFC 8018 §5.2). RFC 4656 §3.1; the secret is a
 * passphrase, or prf(SK_d, "IPPM") of an IKEv2 SA (RFC 7717 §5.1).
 */
public final class PasswordKey {
    /** The least Count that RFC 4656 §3.1 allows. */
    public static final long LEAST_COUNT = 1024;

    /** No Count above this is ever computed: 2^20 iterations take some tenths of a second, and the peer chooses it. */
    public static final long HARD_LIMIT = 1 << 20;

    private static final int LENGTH = 16;
    private static final int DIGEST = 20;

    private PasswordKey() {}

    /**
     * Whether to work with the Count of a greeting: a power of two, at least 1024, at most {@code maximum} and at most
     * 2^20. To be asked before {@link #derive}.
     */
    public static boolean acceptable(long count, long maximum) {
        return count >= LEAST_COUNT && count <= Math.min(maximum, HARD_LIMIT) && Long.bitCount(count) == 1;
    }

    /**
     * @param secret octets as they are: the JCA's own PBKDF2 takes characters and would re-encode them
     * @param salt as in the greeting
     * @param count 1 to 2^20
     * @return 16 octets
     */
    public static Secret derive(Secret secret, Octets salt, long count) {
        if (count < 1 || count > HARD_LIMIT) throw new IllegalArgumentException("Count " + count);
        byte[] password = secret.toByteArray();
        try {
            var mac = Mac.getInstance("HmacSHA1");
            // The JCA refuses an empty key; HMAC pads keys with zeros, so one zero octet is the same key.
            mac.init(new SecretKeySpec(password.length == 0 ? new byte[1] : password, "HmacSHA1"));
            // 16 octets are less than one digest, so the first block of PBKDF2 is all there is.
            mac.update(salt.toByteArray());
            mac.update(new byte[] {0, 0, 0, 1});
            byte[] last = mac.doFinal();
            byte[] sum = last.clone();
            for (long i = 1; i < count; i++) {
                mac.update(last);
                mac.doFinal(last, 0);
                for (int k = 0; k < DIGEST; k++) sum[k] ^= last[k];
            }
            byte[] key = Arrays.copyOf(sum, LENGTH);
            Arrays.fill(sum, (byte) 0);
            Arrays.fill(last, (byte) 0);
            return Secret.owning(key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } finally {
            Arrays.fill(password, (byte) 0);
        }
    }
}
