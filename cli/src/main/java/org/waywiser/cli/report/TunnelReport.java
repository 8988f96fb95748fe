package org.waywiser.cli.report;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToLongFunction;
import org.waywiser.protocol.metrics.PacketRecord;
import org.waywiser.protocol.metrics.PairedDifference;

/**
 * What IPsec costs: a session inside and one outside, whose packets took turns.
 *
 * @param inside as the policies of the hosts have it, with all its single packets
 * @param outside the same, outside IPsec
 */
public record TunnelReport(SessionReport inside, SessionReport outside) {
    /** Of the round trip, of the ways there and back: clocks that are apart do not matter. Empty with too few pairs. */
    Optional<PairedDifference> rtt() {
        return difference(PacketRecord::rttNanos);
    }

    Optional<PairedDifference> forward() {
        return difference(PacketRecord::forwardNanos);
    }

    Optional<PairedDifference> reverse() {
        return difference(PacketRecord::reverseNanos);
    }

    private Optional<PairedDifference> difference(ToLongFunction<PacketRecord> delay) {
        return PairedDifference.of(
                inside.measured().records(), outside.measured().records(), delay);
    }

    /** Octets that are left for IP packets inside less than outside, below zero; empty if either is not known. */
    OptionalInt mtuDifference() {
        return inside.pathMtu().isPresent() && outside.pathMtu().isPresent()
                ? OptionalInt.of(inside.pathMtu().getAsInt() - outside.pathMtu().getAsInt())
                : OptionalInt.empty();
    }

    /** Whether nothing shows that one of them was treated in another way: the largest packets are the same. */
    boolean perhapsTheSame() {
        return mtuDifference().orElse(-1) == 0;
    }
}
