package org.waywiser.protocol.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * A distribution of delays that keeps three significant digits of what matters: buckets count from just below the
 * smallest value, not from zero. So a delay variation of microseconds stays visible on a path of 100 ms, and one-way
 * delays on clocks an hour apart (or negative) are as exact as those on one clock.
 *
 * <p>A percentile is off by at most 0.1 % of its distance from the smallest value, but for a hundred thousandth of the spread
 * while the smallest value falls; and by at most 0.1 % of itself as long as no value is negative.
 */
public final class DelayHistogram {
    /** Buckets are a nanosecond wide as far from the base as this; farther out, this many share a power of two. */
    private static final long EXACT_NANOS = 1024;

    private final Moments moments;
    private Buckets buckets;
    private long base;

    public DelayHistogram() {
        moments = new Moments();
        buckets = new Buckets();
    }

    private DelayHistogram(DelayHistogram other) {
        moments = new Moments(other.moments);
        buckets = new Buckets(other.buckets);
        base = other.base;
    }

    /** A histogram that goes on by itself, for another thread to evaluate. */
    public DelayHistogram copy() {
        return new DelayHistogram(this);
    }

    /** @param nanos of any sign; extremes beyond 146 years are folded to that */
    public void record(long nanos) {
        long value = Math.clamp(nanos, Long.MIN_VALUE / 4, Long.MAX_VALUE / 4);
        if (moments.count() == 0) base = baseBelow(value, EXACT_NANOS);
        else if (value < base) rebaseBelow(value);
        moments.record(value);
        buckets.add(value - base);
    }

    /** Some room, in which a new minimum needs no new base; never below zero for it, where it would cost digits. */
    private static long baseBelow(long value, long room) {
        return value >= 0 ? Math.max(0, value - room) : value - room;
    }

    /**
     * Moves what is recorded. By a multiple of the widest bucket, so that what was in one bucket is in one bucket again,
     * however often it moves; only a move to zero may be another.
     */
    private void rebaseBelow(long value) {
        long widest = Math.max(1, Long.highestOneBit(buckets.largest()) / EXACT_NANOS);
        long room = Math.max(EXACT_NANOS, 8 * widest);
        long newBase = baseBelow(value, room);
        if (newBase != 0) newBase = base - Math.ceilDiv(base - newBase, widest) * widest;
        if (value >= 0) newBase = Math.max(0, newBase);
        long shift = base - newBase;
        var moved = new Buckets();
        buckets.forEach((middle, times) -> moved.add(middle + shift, times));
        buckets = moved;
        base = newBase;
    }

    public long count() {
        return moments.count();
    }

    public long minNanos() {
        return moments.min();
    }

    /** The value that {@code percent} of all do not exceed, 0 to 100. */
    public long percentile(double percent) {
        return base + buckets.ranks().percentile(percent);
    }

    /**
     * The distribution in few bars with round bounds. They are equally wide up to the 95th percentile, so that one
     * straggler does not flatten the rest; the last holds all above.
     *
     * @param most 2 or more
     */
    public List<Bar> bars(int most) {
        if (count() == 0) return List.of();
        long width = roundUp((percentile(95) - minNanos()) / (most - 2) + 1);
        long from = Math.floorDiv(minNanos(), width) * width;
        long[] counts = new long[most];
        buckets.forEach((middle, times) -> {
            // Rounded by the bucket, a value may come out just below the smallest one.
            long bar = Math.clamp((base + middle - from) / width, 0, most - 1);
            counts[(int) bar] += times;
        });
        int last = most - 1;
        while (counts[last] == 0) last--;
        var bars = new ArrayList<Bar>();
        for (int i = 0; i <= last; i++) {
            bars.add(new Bar(from + i * width, i == most - 1 ? Long.MAX_VALUE : from + (i + 1) * width, counts[i]));
        }
        return List.copyOf(bars);
    }

    /** The next of 1, 2, 5, 10, 20, 50 and so on. */
    private static long roundUp(long value) {
        long power = 1;
        while (power <= value / 10) power *= 10;
        for (int factor : new int[] {1, 2, 5}) if (factor * power >= value) return factor * power;
        return 10 * power;
    }

    public DelaySummary summary() {
        if (count() == 0) return DelaySummary.NONE;
        var ranks = buckets.ranks();
        return moments.summary(
                base + ranks.percentile(50),
                base + ranks.percentile(90),
                base + ranks.percentile(99),
                base + ranks.percentile(99.9));
    }
}
