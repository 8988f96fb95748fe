package org.waywiser.keys;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.waywiser.security.Secret;

/**
 * An IKE SA as people see it: everything but keys.
 *
 * @param spiI SPI of the SA's Initiator, 64 bits
 * @param spiR SPI of the SA's Responder, 64 bits
 * @param state established; rekeying, while this end has asked for a successor; deleting, where one has taken over or the end is under way
 * @param initiator whether this end set it up
 * @param connection by which it was set up or answered, where that has a name
 * @param prf its prf, such as {@code PRF_HMAC_SHA2_256}
 * @param proposal what was negotiated in strongSwan's spelling
 * @param localId our identity in one line
 * @param remoteId the peer's proven identity in one line
 * @param peer where the peer's IKE is
 * @param age since it was established
 * @param rekeyIn until it is rekeyed from this end; empty for never
 * @param endsIn until it is deleted from this end, if no successor comes before; empty for never
 */
public record SaStatus(
        long spiI,
        long spiR,
        String state,
        boolean initiator,
        Optional<String> connection,
        String prf,
        String proposal,
        String localId,
        String remoteId,
        InetSocketAddress peer,
        Duration age,
        Optional<Duration> rekeyIn,
        Optional<Duration> endsIn) {
    /** The SA and a secret of it. */
    public IkeSecret with(Secret secret) {
        return new IkeSecret(spiI, spiR, secret, prf, proposal, localId, remoteId, peer.getAddress());
    }
}
