package org.waywiser.keys;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.waywiser.security.Secret;
import org.waywiser.wire.control.SaName;

/**
 * An IKE SA, or a pair of AH or ESP SAs whose IKE SA is out of reach, as people see it: everything but keys.
 *
 * @param protocol {@link SaName#IKE}, {@link SaName#AH} or {@link SaName#ESP}
 * @param spiI SPI of the SA's Initiator: 64 bits of an IKE SA, 32 of an AH or ESP SA
 * @param spiR SPI of the SA's Responder
 * @param state established; rekeying, while this end has asked for a successor; deleting, where one has taken over or the end is under way
 * @param initiator whether this end set it up
 * @param connection by which it was set up or answered, where that has a name
 * @param prf its prf, such as {@code PRF_HMAC_SHA2_256}
 * @param proposal what was negotiated in strongSwan's spelling
 * @param localId our identity in one line, empty where it is not known
 * @param remoteId the peer's proven identity in one line, empty where it is not known
 * @param peer where the peer's IKE is, with port 0 where only the address is known
 * @param age since it was established
 * @param rekeyIn until it is rekeyed from this end; empty for never
 * @param endsIn until it is deleted from this end, if no successor comes before; empty for never
 */
public record SaStatus(
        int protocol,
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
    public boolean isIke() {
        return protocol == SaName.IKE;
    }

    /** IKE, AH or ESP. */
    public String protocolName() {
        return Spoken.protocol(protocol);
    }

    /** As reports show it: 16 lower-case hex digits of an IKE SA, 8 of an AH or ESP SA. */
    public String spiIText() {
        return Spoken.spi(protocol, spiI);
    }

    /** As {@link #spiIText}. */
    public String spiRText() {
        return Spoken.spi(protocol, spiR);
    }

    /** The IKE SA and a secret of it. */
    public IkeSecret with(Secret secret) {
        return new IkeSecret(spiI, spiR, secret, prf, proposal, localId, remoteId, peer.getAddress());
    }
}
