package org.waywiser.security.probe;

import org.waywiser.security.AesCipher;
import org.waywiser.security.Secret;
import org.waywiser.security.control.ControlKeys;
import org.waywiser.wire.control.Sid;

/**
 * The two session keys of a test session: from those of the control connection (RFC 4656 §4.1.2, RFC 5357 §4.2.1), or from an SA
 * (draft-ietf-ippm-ipsec-01 §4.3).
 *
 * @param aes 16 octets, or 24 or 32 if it is that of an ESP SA
 * @param hmac 32 octets, or as many as what it was derived by gives
 */
public record ProbeKeys(Secret aes, Secret hmac) {
    public static final int AES_LENGTH = 16;
    public static final int HMAC_LENGTH = 32;

    public ProbeKeys {
        AesCipher.requireKeyLength(aes);
        if (hmac.length() < AES_LENGTH) throw new IllegalArgumentException("HMAC Session-key of less than 16 octets");
    }

    /** The keys of the control connection encrypted under the SID: AES by one block of ECB, HMAC by two of CBC. */
    public static ProbeKeys of(ControlKeys keys, Sid sid) {
        var key = Secret.owning(sid.octets().toByteArray());
        byte[] aes = keys.aes().toByteArray();
        byte[] hmac = keys.hmac().toByteArray();
        AesCipher.ecb(true, key).finish(aes, 0, aes.length);
        AesCipher.cbc(true, key).finish(hmac, 0, hmac.length);
        return new ProbeKeys(Secret.owning(aes), Secret.owning(hmac));
    }

    /** Overwrites both; ciphers made from them go on working. */
    public void wipe() {
        aes.wipe();
        hmac.wipe();
    }
}
