package org.waywiser.security.control;

import java.util.random.RandomGenerator;
import org.waywiser.security.AesCipher;
import org.waywiser.security.Secret;

/**
 * The two session keys of a control connection: from the Token (RFC 4656 §3.1), or from an SA (draft-ietf-ippm-ipsec-01 §4.3).
 *
 * @param aes 16 octets, or 24 or 32 if it is that of an ESP SA
 * @param hmac 32 octets, or as many as what it was derived by gives
 */
public record ControlKeys(Secret aes, Secret hmac) {
    public static final int AES_LENGTH = 16;
    public static final int HMAC_LENGTH = 32;

    public ControlKeys {
        AesCipher.requireKeyLength(aes);
        if (hmac.length() < AES_LENGTH) throw new IllegalArgumentException("HMAC Session-key of less than 16 octets");
    }

    /** @param random a cryptographically strong one */
    public static ControlKeys draw(RandomGenerator random) {
        byte[] aes = new byte[AES_LENGTH];
        byte[] hmac = new byte[HMAC_LENGTH];
        random.nextBytes(aes);
        random.nextBytes(hmac);
        return new ControlKeys(Secret.owning(aes), Secret.owning(hmac));
    }

    /** The same, to be wiped by themselves. */
    public ControlKeys copy() {
        return new ControlKeys(aes.copy(), hmac.copy());
    }

    /** Overwrites both; streams and test keys made from them go on working. */
    public void wipe() {
        aes.wipe();
        hmac.wipe();
    }
}
