package org.waywiser.security.ike;

import org.waywiser.security.Secret;
import org.waywiser.wire.Octets;

/** An ephemeral Diffie-Hellman key pair, used for one IKE SA. RFC 7296 §2.12. */
public interface DhKeyPair {
    DhGroup group();

    /** As it goes into the KE payload. */
    Octets publicValue();

    /**
     * The shared secret g^ir, {@link DhGroup#sharedLength()} octets.
     *
     * @param peerValue of the peer's KE payload
     * @throws InvalidPublicValue if it is not a valid one of the group
     */
    Secret agree(Octets peerValue) throws InvalidPublicValue;
}
