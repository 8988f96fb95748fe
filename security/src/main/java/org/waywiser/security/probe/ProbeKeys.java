package org.waywiser.security.probe;

import org.waywiser.security.AesCipher;
import org.waywiser.security.Secret;
import org.waywiser.security.control.ControlKeys;
import org.waywiser.wire.control.Sid;

/**
 * The two session keys of a test session. RFC 4656 §4.1.2, RFC 5357 §4.2.1.
 *
 * @param aes 16 octets
 * @param hmac 32 octets
 */
public record ProbeKeys(Secret aes, Secret hmac) {
    public ProbeKeys {
        if (aes.length() != 16) throw new IllegalArgumentException("AES Session-key is not 16 octets");
        if (hmac.length() != 32) throw new IllegalArgumentException("HMAC Session-key is not 32 octets");
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
