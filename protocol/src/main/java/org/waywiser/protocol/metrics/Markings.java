package org.waywiser.protocol.metrics;

import java.util.List;
import java.util.stream.IntStream;

/** Counts packets by the octet with DSCP and ECN. */
final class Markings {
    private final long[] packets;

    Markings() {
        this(new long[256]);
    }

    private Markings(long[] packets) {
        this.packets = packets;
    }

    Markings copy() {
        return new Markings(packets.clone());
    }

    /** @param octet -1 if unknown */
    void count(int octet) {
        if (octet >= 0) packets[octet]++;
    }

    /** Those that there were, in order. */
    List<Marking> seen() {
        return IntStream.range(0, packets.length)
                .filter(octet -> packets[octet] > 0)
                .mapToObj(octet -> new Marking(octet >>> 2, octet & 3, packets[octet]))
                .toList();
    }
}
