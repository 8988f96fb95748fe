package org.waywiser.protocol.metrics;

import org.HdrHistogram.Histogram;

/** A distribution around zero with three significant digits on both sides, as differences of delays have it. */
final class SignedHistogram {
    private static final int DIGITS = 3;

    private final Moments moments;
    private final Histogram negative;
    private final Histogram positive;

    SignedHistogram() {
        moments = new Moments();
        negative = new Histogram(DIGITS);
        positive = new Histogram(DIGITS);
    }

    private SignedHistogram(SignedHistogram other) {
        moments = new Moments(other.moments);
        negative = other.negative.copy();
        positive = other.positive.copy();
    }

    SignedHistogram copy() {
        return new SignedHistogram(this);
    }

    void record(long nanos) {
        long value = Math.clamp(nanos, Long.MIN_VALUE / 4, Long.MAX_VALUE / 4);
        moments.record(value);
        if (value < 0) negative.recordValue(-value);
        else positive.recordValue(value);
    }

    private long percentile(double percent) {
        long below = negative.getTotalCount();
        long rank = Math.max(1, (long) Math.ceil(percent / 100 * moments.count()));
        if (rank > below) return at(positive, rank - below);
        // The most negative value has the first rank but the largest magnitude.
        return -at(negative, below - rank + 1);
    }

    private static long at(Histogram histogram, long rank) {
        long seen = 0;
        for (var bucket : histogram.recordedValues()) {
            seen += bucket.getCountAtValueIteratedTo();
            if (seen >= rank) return histogram.medianEquivalentValue(bucket.getValueIteratedTo());
        }
        return histogram.getMaxValue();
    }

    DelaySummary summary() {
        if (moments.count() == 0) return DelaySummary.NONE;
        return moments.summary(percentile(50), percentile(90), percentile(99), percentile(99.9));
    }
}
