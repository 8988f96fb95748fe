package org.waywiser.protocol.ike;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.Prf;
import org.waywiser.security.ike.auth.VerifiedPeer;
import org.waywiser.wire.ike.Identification;

/**
 * An established IKE SA, as others may see it. Whoever holds it owns the secrets and wipes them.
 *
 * @param spiI all 64 bits of the original initiator's SPI
 * @param initiator whether this end is the original initiator
 * @param connection by the name of its policy, if that has one
 * @param proposal what was negotiated, such as {@code aes256gcm16-prfsha384-x25519}
 * @param localBehindNat whether an address or port of this end is changed on the way
 * @param sharedSecret prf(SK_d, "IPPM"), RFC 7717 §5.1
 * @param skeyseed for deriving keys of the profiles of draft-ietf-ippm-ipsec-01; empty where a post-quantum key is not in it
 * @param skD for deriving other keys; printed as {@code …}
 */
public record IkeSaInfo(
        long spiI,
        long spiR,
        boolean initiator,
        Optional<String> connection,
        InetSocketAddress local,
        InetSocketAddress peer,
        Identification localIdentity,
        VerifiedPeer verifiedPeer,
        Prf prf,
        String proposal,
        boolean localBehindNat,
        boolean peerBehindNat,
        Secret sharedSecret,
        Optional<Secret> skeyseed,
        Secret skD) {
    /** Who the peer has proven to be. */
    public Identification remoteIdentity() {
        return verifiedPeer.identity();
    }

    /** The same, with the same secrets, whose peer has another address. */
    public IkeSaInfo at(InetSocketAddress newPeer) {
        return new IkeSaInfo(
                spiI,
                spiR,
                initiator,
                connection,
                local,
                newPeer,
                localIdentity,
                verifiedPeer,
                prf,
                proposal,
                localBehindNat,
                peerBehindNat,
                sharedSecret,
                skeyseed,
                skD);
    }

    /** Overwrites the secrets. */
    public void wipe() {
        sharedSecret.wipe();
        skeyseed.ifPresent(Secret::wipe);
        skD.wipe();
    }
}
