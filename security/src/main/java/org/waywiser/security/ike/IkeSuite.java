package org.waywiser.security.ike;

/** The algorithms of one IKE SA. RFC 7296 §2.7. */
public record IkeSuite(Encryption encryption, Prf prf, DhGroup group) {
    /** In strongSwan's spelling, such as {@code aes256gcm16-prfsha384-x25519}. */
    @Override
    public String toString() {
        return encryption.keyword() + "-" + prf.keyword() + "-" + group.keyword();
    }
}
