package org.waywiser.protocol.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Counts packets by the octet with DSCP and ECN, of which there are few. */
final class Markings {
    private int[] octets;
    private long[] packets;
    private int seen;

    Markings() {
        octets = new int[1];
        packets = new long[1];
    }

    private Markings(Markings other) {
        octets = other.octets.clone();
        packets = other.packets.clone();
        seen = other.seen;
    }

    Markings copy() {
        return new Markings(this);
    }

    /** @param octet -1 if unknown */
    void count(int octet) {
        if (octet < 0) return;
        int at = 0;
        while (at < seen && octets[at] != octet) at++;
        if (at == seen) begin(octet);
        packets[at]++;
    }

    private void begin(int octet) {
        if (seen == octets.length) {
            octets = Arrays.copyOf(octets, 2 * seen);
            packets = Arrays.copyOf(packets, 2 * seen);
        }
        octets[seen++] = octet;
    }

    /** Those that there were, in order. */
    List<Marking> seen() {
        return IntStream.range(0, seen)
                .boxed()
                .sorted((one, other) -> Integer.compare(octets[one], octets[other]))
                .map(at -> new Marking(octets[at] >>> 2, octets[at] & 3, packets[at]))
                .toList();
    }
}
