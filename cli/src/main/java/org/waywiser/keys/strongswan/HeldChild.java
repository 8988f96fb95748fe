package org.waywiser.keys.strongswan;

import java.util.Optional;
import org.waywiser.keys.UsedNumbers;
import org.waywiser.security.Secret;
import org.waywiser.security.control.ControlKeys;
import org.waywiser.wire.control.SaName;

/**
 * A pair of AH or ESP SAs with its keys, which are wiped with it.
 *
 * @param spiI by which the initiator of the exchange that made it receives
 * @param initiator whether that is this end
 * @param traffic what it carries
 * @param number the larger the newer
 */
record HeldChild(
        int spiI,
        int spiR,
        IpsecAlgorithms algorithms,
        boolean initiator,
        ChildTraffic traffic,
        Secret keymat,
        UsedNumbers used,
        long number) {
    /** By which this end receives. */
    int inbound() {
        return initiator ? spiI : spiR;
    }

    /** By which the peer receives. */
    int outbound() {
        return initiator ? spiR : spiI;
    }

    SaName name() {
        return new SaName(algorithms.protocol(), spiI, spiR);
    }

    /** Keys of the SA that the responder receives on, the caller's own, where they fit O/TWAMP. draft-ietf-ippm-ipsec-01 §4.3.2. */
    Optional<ControlKeys> ownKeys() {
        if (!algorithms.isCbcWithHmac()) return Optional.empty();
        int encryption = algorithms.encryptionOctets();
        return Optional.of(new ControlKeys(
                keymat.slice(0, encryption), keymat.slice(encryption, encryption + algorithms.integrityOctets())));
    }

    /** Whether it carries what another carries: strongSwan does not tell which child takes the place of which. */
    boolean isLike(HeldChild other) {
        return algorithms.protocol() == other.algorithms.protocol() && traffic.equals(other.traffic);
    }

    void wipe() {
        keymat.wipe();
    }

    /** Without keys. */
    @Override
    public String toString() {
        return name() + ", " + algorithms;
    }
}
