package org.waywiser.keys.strongswan;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.waywiser.keys.UsedNumbers;
import org.waywiser.security.Secret;
import org.waywiser.security.control.ControlKeys;
import org.waywiser.wire.control.SaName;
import org.waywiser.wire.ike.TrafficSelector;

/**
 * A pair of AH or ESP SAs with its keys, which are wiped with it.
 *
 * @param spiI by which the initiator of the exchange that made it receives
 * @param local what it carries at this end
 * @param remote what it carries at the peer's end
 * @param number the larger the newer
 */
record HeldChild(
        int spiI,
        int spiR,
        IpsecAlgorithms algorithms,
        List<TrafficSelector.Range> local,
        List<TrafficSelector.Range> remote,
        Secret keymat,
        UsedNumbers used,
        long number) {
    HeldChild {
        local = List.copyOf(local);
        remote = List.copyOf(remote);
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

    boolean covers(InetAddress address) {
        byte[] octets = address.getAddress();
        return remote.stream().anyMatch(range -> {
            byte[] first = range.startAddress().toByteArray();
            byte[] last = range.endAddress().toByteArray();
            return first.length == octets.length
                    && Arrays.compareUnsigned(first, octets) <= 0
                    && Arrays.compareUnsigned(octets, last) <= 0;
        });
    }

    /** Whether it carries what another carries: strongSwan does not tell which child takes the place of which. */
    boolean isLike(HeldChild other) {
        return algorithms.protocol() == other.algorithms.protocol()
                && local.equals(other.local)
                && remote.equals(other.remote);
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
