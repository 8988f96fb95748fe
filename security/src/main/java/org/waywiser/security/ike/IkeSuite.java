package org.waywiser.security.ike;

import java.util.Optional;

/**
 * The algorithms of one IKE SA. RFC 7296 §2.7.
 *
 * @param integrity there unless the encryption authenticates by itself. RFC 5282 §8
 */
public record IkeSuite(Encryption encryption, Optional<Integrity> integrity, Prf prf, DhGroup group) {
    public IkeSuite {
        if (encryption.authenticates() == integrity.isPresent()) {
            throw new IllegalArgumentException(encryption.keyword() + " with the wrong integrity algorithm");
        }
    }

    /** With encryption that authenticates by itself. */
    public IkeSuite(Encryption encryption, Prf prf, DhGroup group) {
        this(encryption, Optional.empty(), prf, group);
    }

    /** Octets of SK_ai or SK_ar. */
    int integrityKeyLength() {
        return integrity.map(Integrity::keyLength).orElse(0);
    }

    /** In strongSwan's spelling, such as {@code aes256gcm16-prfsha384-x25519} or {@code aes128-sha256-modp2048}. */
    @Override
    public String toString() {
        String checked = integrity.map(i -> "-" + i.keyword()).orElse("");
        String mixed = integrity.filter(i -> i.prf() == prf).isPresent() ? "" : "-" + prf.keyword();
        return encryption.keyword() + checked + mixed + "-" + group.keyword();
    }
}
