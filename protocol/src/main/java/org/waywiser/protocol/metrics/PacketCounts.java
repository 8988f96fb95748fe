package org.waywiser.protocol.metrics;

/**
 * What became of the packets of a two-way session.
 *
 * @param sent test packets that left, or tried to
 * @param received of those, answered within Timeout; each counts once
 * @param lost not answered within Timeout; while the session runs, those still awaited count as neither
 * @param duplicates further replies that the reflector made for a packet already answered: the packet was duplicated
 *     on its way there (copies made on the way back are counted as {@link DropReason#REPLAYED})
 * @param reordered replies whose packet was sent before one answered already: Type-P-Reordered of RFC 4737 §3.3
 */
public record PacketCounts(long sent, long received, long lost, long duplicates, long reordered) {
    /** Lost of those whose fate is known, 0 to 1. */
    public double lossRatio() {
        long known = received + lost;
        return known == 0 ? 0 : (double) lost / known;
    }
}
