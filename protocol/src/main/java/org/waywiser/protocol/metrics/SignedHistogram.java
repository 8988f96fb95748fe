package org.waywiser.protocol.metrics;

import org.waywiser.protocol.metrics.Buckets.Ranks;

/** A distribution around zero with three significant digits on both sides, as differences of delays have it. */
final class SignedHistogram {
    private final Moments moments;
    private final Buckets negative;
    private final Buckets positive;

    SignedHistogram() {
        moments = new Moments();
        negative = new Buckets();
        positive = new Buckets();
    }

    private SignedHistogram(SignedHistogram other) {
        moments = new Moments(other.moments);
        negative = new Buckets(other.negative);
        positive = new Buckets(other.positive);
    }

    SignedHistogram copy() {
        return new SignedHistogram(this);
    }

    void record(long nanos) {
        long value = Math.clamp(nanos, Long.MIN_VALUE / 4, Long.MAX_VALUE / 4);
        moments.record(value);
        if (value < 0) negative.add(-value);
        else positive.add(value);
    }

    DelaySummary summary() {
        if (moments.count() == 0) return DelaySummary.NONE;
        var below = negative.ranks();
        var above = positive.ranks();
        return moments.summary(
                percentile(below, above, 50),
                percentile(below, above, 90),
                percentile(below, above, 99),
                percentile(below, above, 99.9));
    }

    private long percentile(Ranks below, Ranks above, double percent) {
        long rank = Math.max(1, (long) Math.ceil(percent / 100 * moments.count()));
        // The most negative value has the first rank but the largest magnitude.
        return rank > below.count() ? above.at(rank - below.count()) : -below.at(below.count() - rank + 1);
    }
}
