package org.waywiser.security.ike;

import org.waywiser.security.Secret;
import org.waywiser.wire.MalformedMessage;

/** Protects the SK payloads of one direction of one IKE SA. RFC 7296 §3.14, RFC 5282 §3. */
public interface PayloadCipher {
    /**
     * Of copies that are wiped by {@link #wipe()}.
     *
     * @param encryptionKey SK_ei or SK_er
     * @param integrityKey SK_ai or SK_ar, of no octets if the encryption authenticates by itself
     */
    static PayloadCipher of(IkeSuite suite, Secret encryptionKey, Secret integrityKey) {
        return suite.integrity()
                .<PayloadCipher>map(integrity -> new CbcWithHmac(integrity, encryptionKey, integrityKey))
                .orElseGet(() -> new AuthenticatedEncryption(suite.encryption(), encryptionKey));
    }

    /** Octets of the SK payload's body for this many octets of payloads. */
    int sealedLength(int payloads);

    /**
     * Encrypts and authenticates.
     *
     * @param associated the message up to and including the generic header of the SK payload
     * @return body of the SK payload: initialization vector, ciphertext and check
     */
    byte[] seal(byte[] associated, byte[] payloads);

    /**
     * Checks and decrypts.
     *
     * @param associated as for {@link #seal}
     * @param body of the SK payload
     * @return the payloads, padding removed
     * @throws NotAuthentic if the message was not made with this key, or was changed
     * @throws MalformedMessage if it was, yet its padding makes no sense
     */
    byte[] open(byte[] associated, byte[] body) throws NotAuthentic, MalformedMessage;

    void wipe();
}
