package org.waywiser.protocol.metrics;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * A distribution of delays that keeps three significant digits of what matters: buckets count from just below the
 * smallest value, not from zero. So a delay variation of microseconds stays visible on a path of 100 ms, and one-way
 * delays on clocks an hour apart (or negative) are as exact as those on one clock.
 */
public final class DelayHistogram {
    private static final int DIGITS = 3;

    private static final long LONGEST_SLACK = 1L << 40;

    private final Moments moments;
    private Histogram histogram;
    private long base;

    /**
     * Room below the smallest value, in which a new minimum needs no rebuild. It doubles with each rebuild, so that there
     * are few even if the minimum falls for ever; it starts where buckets are exact, up to 2048 ns.
     */
    private long slackNanos = 1024;

    public DelayHistogram() {
        moments = new Moments();
        histogram = new Histogram(DIGITS);
    }

    private DelayHistogram(DelayHistogram other) {
        moments = new Moments(other.moments);
        histogram = other.histogram.copy();
        base = other.base;
        slackNanos = other.slackNanos;
    }

    /** A histogram that goes on by itself, for another thread to evaluate. */
    public DelayHistogram copy() {
        return new DelayHistogram(this);
    }

    /** @param nanos of any sign; extremes beyond 146 years are folded to that */
    public void record(long nanos) {
        long value = Math.clamp(nanos, Long.MIN_VALUE / 4, Long.MAX_VALUE / 4);
        if (moments.count() == 0) base = value - slackNanos;
        else if (value < base) rebaseBelow(value);
        moments.record(value);
        histogram.recordValue(value - base);
    }

    /** Moves what is recorded by so much that the error of each value stays small against its new distance. */
    private void rebaseBelow(long value) {
        slackNanos = Math.min(2 * slackNanos, LONGEST_SLACK);
        long newBase = value - slackNanos;
        var moved = new Histogram(DIGITS);
        long shift = base - newBase;
        for (var bucket : histogram.recordedValues()) {
            long middle = histogram.medianEquivalentValue(bucket.getValueIteratedTo());
            moved.recordValueWithCount(middle + shift, bucket.getCountAtValueIteratedTo());
        }
        histogram = moved;
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
        return base + histogram.medianEquivalentValue(histogram.getValueAtPercentile(percent));
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
        for (var bucket : histogram.recordedValues()) {
            long middle = base + histogram.medianEquivalentValue(bucket.getValueIteratedTo());
            // Rounded by the bucket, a value may come out just below the smallest one.
            long bar = Math.clamp((middle - from) / width, 0, most - 1);
            counts[(int) bar] += bucket.getCountAtValueIteratedTo();
        }
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
        return moments.summary(percentile(50), percentile(90), percentile(99), percentile(99.9));
    }
}
