package org.waywiser.protocol.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * How far packets arrived behind others that were sent after them. RFC 4737 §3 to §5. One thread.
 *
 * <p>Takes the first copy of each packet only, in the order of arrival. Memory follows losses and reordering: packets that arrive in
 * order without a gap are one entry.
 */
final class Reordering {
    /** Degrees of n-reordering that are told apart; TCP begins to react at 3. */
    static final int DEGREES = 100;

    /** Runs of arrivals that are known: older ones make an extent at least as large as the oldest. */
    private static final int MOST_RUNS = 1 << 14;

    private static final int FIRST_RUNS = 2;

    /** A power of two above {@link #DEGREES}. */
    private static final int MOST_RECENT = 128;

    private static final int FIRST_RECENT = 8;

    private static final long[] NONE = {};

    // A ring of runs: arrivals, one right after the other, that each set a new maximum one above that before.
    private long[] arrival;
    private long[] sequence;
    private long[] length;

    private long[] recent;
    private long[] ofDegree;
    private long runs;
    private long maximum = -1;
    private long arrivals;
    private long reordered;
    private long largestExtent;
    private long extents;

    Reordering() {
        arrival = new long[FIRST_RUNS];
        sequence = new long[FIRST_RUNS];
        length = new long[FIRST_RUNS];
        recent = new long[FIRST_RECENT];
        ofDegree = NONE;
    }

    Reordering(Reordering other) {
        arrival = other.arrival.clone();
        sequence = other.sequence.clone();
        length = other.length.clone();
        recent = other.recent.clone();
        ofDegree = other.ofDegree.clone();
        runs = other.runs;
        maximum = other.maximum;
        arrivals = other.arrivals;
        reordered = other.reordered;
        largestExtent = other.largestExtent;
        extents = other.extents;
    }

    /**
     * The next packet arrived.
     *
     * @param number of it, not negative
     * @return whether one that was sent later came before it
     */
    boolean arrived(long number) {
        boolean late = number <= maximum;
        if (!late) {
            step(number);
            maximum = number;
        } else {
            reordered(number);
        }
        if (arrivals == recent.length && arrivals < MOST_RECENT) recent = Arrays.copyOf(recent, 2 * recent.length);
        recent[(int) arrivals++ & recent.length - 1] = number;
        return late;
    }

    private void step(long number) {
        int last = at(runs - 1);
        if (runs > 0 && number == maximum + 1 && arrivals == arrival[last] + length[last]) {
            length[last]++;
            return;
        }
        if (runs == arrival.length && runs < MOST_RUNS) {
            arrival = Arrays.copyOf(arrival, 2 * arrival.length);
            sequence = Arrays.copyOf(sequence, 2 * sequence.length);
            length = Arrays.copyOf(length, 2 * length.length);
        }
        int next = at(runs++);
        arrival[next] = arrivals;
        sequence[next] = number;
        length[next] = 1;
    }

    private void reordered(long number) {
        reordered++;
        long extent = arrivals - firstBeyond(number);
        extents += extent;
        largestExtent = Math.max(largestExtent, extent);
        int degree = degree(number);
        if (degree == 0) return;
        if (ofDegree.length == 0) ofDegree = new long[DEGREES];
        ofDegree[degree - 1]++;
    }

    private int at(long run) {
        return (int) run & arrival.length - 1;
    }

    /** The earliest arrival of a packet sent later is one that set a new maximum. */
    private long firstBeyond(long number) {
        long low = Math.max(0, runs - arrival.length);
        long high = runs - 1;
        while (low < high) {
            long middle = low + high >>> 1;
            int at = at(middle);
            if (sequence[at] + length[at] - 1 > number) high = middle;
            else low = middle + 1;
        }
        return arrival[at(low)] + Math.max(0, number + 1 - sequence[at(low)]);
    }

    /** How many packets arrived right before it that were all sent after it. RFC 4737 §5.1. */
    private int degree(long number) {
        int most = (int) Math.min(DEGREES, arrivals);
        for (int n = 0; n < most; n++) {
            if (recent[(int) (arrivals - 1 - n) & recent.length - 1] < number) return n;
        }
        return most;
    }

    ReorderingSummary summary() {
        // A packet that is 3-reordered is 1- and 2-reordered too.
        long[] atLeast = ofDegree.clone();
        for (int i = atLeast.length - 2; i >= 0; i--) atLeast[i] += atLeast[i + 1];
        List<Long> degrees =
                LongStream.of(atLeast).takeWhile(count -> count > 0).boxed().toList();
        return new ReorderingSummary(
                arrivals, reordered, largestExtent, reordered == 0 ? 0 : (double) extents / reordered, degrees);
    }
}
