package org.waywiser.protocol.metrics;

import java.util.List;
import java.util.stream.LongStream;

/**
 * How far packets arrived behind others that were sent after them. RFC 4737 §3 to §5. One thread.
 *
 * <p>Takes the first copy of each packet only, in the order of arrival.
 */
final class Reordering {
    /** Degrees of n-reordering that are told apart; TCP begins to react at 3. */
    static final int DEGREES = 100;

    /** Arrivals that set a new maximum and are still known: older ones make an extent at least so large. */
    private static final int STEPS = 1 << 14;

    private static final int RECENT = 128;

    private final long[] stepArrival;
    private final long[] stepSequence;
    private final long[] recent;
    private final long[] ofDegree;
    private long steps;
    private long arrivals;
    private long reordered;
    private long largestExtent;
    private long extents;

    Reordering() {
        stepArrival = new long[STEPS];
        stepSequence = new long[STEPS];
        recent = new long[RECENT];
        ofDegree = new long[DEGREES];
    }

    Reordering(Reordering other) {
        stepArrival = other.stepArrival.clone();
        stepSequence = other.stepSequence.clone();
        recent = other.recent.clone();
        ofDegree = other.ofDegree.clone();
        steps = other.steps;
        arrivals = other.arrivals;
        reordered = other.reordered;
        largestExtent = other.largestExtent;
        extents = other.extents;
    }

    /** The next packet to arrive has this number. */
    void arrived(long sequence) {
        boolean first = steps == 0;
        if (first || sequence > stepSequence[at(steps - 1)]) {
            stepArrival[at(steps)] = arrivals;
            stepSequence[at(steps)] = sequence;
            steps++;
        } else {
            reordered++;
            long extent = arrivals - stepArrival[at(firstBeyond(sequence))];
            extents += extent;
            largestExtent = Math.max(largestExtent, extent);
            int degree = degree(sequence);
            if (degree > 0) ofDegree[degree - 1]++;
        }
        recent[(int) (arrivals++ % RECENT)] = sequence;
    }

    private static int at(long step) {
        return (int) (step % STEPS);
    }

    /** The earliest arrival of a packet sent later is one that set a new maximum. */
    private long firstBeyond(long sequence) {
        long low = Math.max(0, steps - STEPS);
        long high = steps - 1;
        while (low < high) {
            long middle = low + high >>> 1;
            if (stepSequence[at(middle)] > sequence) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    /** How many packets arrived right before it that were all sent after it. RFC 4737 §5.1. */
    private int degree(long sequence) {
        int most = (int) Math.min(DEGREES, arrivals);
        for (int n = 0; n < most; n++) {
            if (recent[(int) ((arrivals - 1 - n) % RECENT)] < sequence) return n;
        }
        return most;
    }

    ReorderingSummary summary() {
        // A packet that is 3-reordered is 1- and 2-reordered too.
        long[] atLeast = ofDegree.clone();
        for (int i = DEGREES - 2; i >= 0; i--) atLeast[i] += atLeast[i + 1];
        List<Long> degrees =
                LongStream.of(atLeast).takeWhile(count -> count > 0).boxed().toList();
        return new ReorderingSummary(
                arrivals, reordered, largestExtent, reordered == 0 ? 0 : (double) extents / reordered, degrees);
    }
}
