package org.waywiser.keys;

import java.net.InetAddress;
import org.waywiser.wire.control.SaName;

/**
 * An SA that a control connection is bound to in a profile of the drafts, without keys. draft-ietf-ippm-ipsec-01 §4.2.
 *
 * @param name as greetings have it
 * @param spiI all of it: 64 bits of an IKE SA, 32 of an AH or ESP SA
 * @param spiR the same of the responder
 * @param prf of the IKE SA, such as {@code PRF_HMAC_SHA2_256}
 * @param proposal algorithms in strongSwan's spelling
 * @param localId our identity in one line, empty where it is not known
 * @param remoteId the peer's proven identity in one line, empty where it is not known
 * @param peer the peer's address
 * @param watched whether all that was ever keyed from it is known: it came into being after the one who keeps count of that
 */
public record BoundSa(
        SaName name,
        long spiI,
        long spiR,
        String prf,
        String proposal,
        String localId,
        String remoteId,
        InetAddress peer,
        boolean watched) {
    /** As reports show it: 16 lower-case hex digits of an IKE SA, 8 of an AH or ESP SA. */
    public String spiIText() {
        return Spoken.spi(name.protocol(), spiI);
    }

    /** As {@link #spiIText}. */
    public String spiRText() {
        return Spoken.spi(name.protocol(), spiR);
    }
}
