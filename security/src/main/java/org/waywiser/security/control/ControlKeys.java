package org.waywiser.security.control;

import org.waywiser.security.Secret;

/**
 * The two session keys of a control connection, from the Token. RFC 4656 §3.1.
 *
 * @param aes 16 octets
 * @param hmac 32 octets
 */
public record ControlKeys(Secret aes, Secret hmac) {
    public static final int AES_LENGTH = 16;
    public static final int HMAC_LENGTH = 32;

    public ControlKeys {
        if (aes.length() != AES_LENGTH) throw new IllegalArgumentException("AES Session-key is not 16 octets");
        if (hmac.length() != HMAC_LENGTH) throw new IllegalArgumentException("HMAC Session-key is not 32 octets");
    }

    /** Overwrites both; streams and test keys made from them go on working. */
    public void wipe() {
        aes.wipe();
        hmac.wipe();
    }
}
