package org.waywiser.protocol.schedule;

import java.util.random.RandomGenerator;

/** The gaps between test packets. Gaps follow each other whatever became of the packet before: lateness never adds up. */
@FunctionalInterface
public interface Schedule {
    /** Nanoseconds from one packet to the next, never negative. */
    long nextGapNanos();

    /**
     * The same gap always.
     *
     * @param nanos at least 0
     */
    static Schedule fixed(long nanos) {
        if (nanos < 0) throw new IllegalArgumentException("negative gap");
        return () -> nanos;
    }

    /**
     * Poisson sampling: exponential gaps, as RFC 2330 §11.1.1 recommends and perfSONAR does by default.
     *
     * @param meanNanos mean gap, at least 0
     * @param random used by one thread only
     */
    static Schedule exponential(long meanNanos, RandomGenerator random) {
        if (meanNanos < 0) throw new IllegalArgumentException("negative gap");
        return () -> Math.round(meanNanos * random.nextExponential());
    }
}
