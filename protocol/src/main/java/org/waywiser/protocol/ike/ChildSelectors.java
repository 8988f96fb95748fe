package org.waywiser.protocol.ike;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.TrafficSelector;
import org.waywiser.wire.ike.TrafficSelector.Range;

/**
 * What a child carries at each end: UDP port 9 of one host, so that no traffic fits. RFC 7296 §2.9.
 *
 * @param local at this end
 * @param localUnsure whether the peer knows this end by another address
 * @param peer at the peer's end
 * @param peerUnsure whether the peer may call itself by another address
 */
record ChildSelectors(Range local, boolean localUnsure, Range peer, boolean peerUnsure) {
    private static final int UDP = 17;
    private static final int DISCARD = 9;

    /** Of a child to be; behind a NAT a host has another address than the other end sees. RFC 7296 §2.23. */
    static ChildSelectors between(InetAddress local, InetAddress peer, NatDetection nat) {
        return new ChildSelectors(
                discard(octets(local)), nat.localBehindNat(), discard(octets(peer)), nat.peerBehindNat());
    }

    /** Of a child to be of an IKE SA. */
    static ChildSelectors between(Exchanges exchanges, NatDetection nat) {
        return between(exchanges.local().getAddress(), exchanges.peer().getAddress(), nat);
    }

    /** Those of a child that is to be replaced. RFC 7296 §2.9.2: neither narrower nor wider. */
    static ChildSelectors of(ChildSaInfo child) {
        var initiator = (Range) child.initiatorSelectors().getFirst();
        var responder = (Range) child.responderSelectors().getFirst();
        return child.initiator()
                ? new ChildSelectors(initiator, false, responder, false)
                : new ChildSelectors(responder, false, initiator, false);
    }

    /** What of an offer for this end is acceptable. */
    Optional<Range> narrowedLocal(List<TrafficSelector> offered) {
        return narrowed(offered, local, localUnsure);
    }

    /** What of an offer for the peer's end is acceptable. */
    Optional<Range> narrowedPeer(List<TrafficSelector> offered) {
        return narrowed(offered, peer, peerUnsure);
    }

    /** A type that is unknown is ignored. RFC 7296 §2.9. */
    private static Optional<Range> narrowed(List<TrafficSelector> offered, Range wanted, boolean unsure) {
        var ranges = offered.stream()
                .filter(Range.class::isInstance)
                .map(Range.class::cast)
                .toList();
        if (ranges.stream().anyMatch(r -> covers(r, wanted))) return Optional.of(wanted);
        return unsure
                ? ranges.stream()
                        .filter(r -> r.startAddress().equals(r.endAddress()))
                        .map(r -> discard(r.startAddress()))
                        .filter(host -> ranges.stream().anyMatch(r -> covers(r, host)))
                        .findFirst()
                : Optional.empty();
    }

    private static boolean covers(Range wide, Range narrow) {
        return (wide.protocol() == 0 || wide.protocol() == narrow.protocol())
                && wide.startPort() <= narrow.startPort()
                && narrow.endPort() <= wide.endPort()
                && wide.startAddress().length() == narrow.startAddress().length()
                && compare(wide.startAddress(), narrow.startAddress()) <= 0
                && compare(narrow.endAddress(), wide.endAddress()) <= 0;
    }

    private static int compare(Octets one, Octets other) {
        return Arrays.compareUnsigned(one.toByteArray(), other.toByteArray());
    }

    private static Range discard(Octets host) {
        return new Range(UDP, DISCARD, DISCARD, host, host);
    }

    private static Octets octets(InetAddress address) {
        return Octets.of(address.getAddress());
    }
}
