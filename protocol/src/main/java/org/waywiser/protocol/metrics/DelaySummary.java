package org.waywiser.protocol.metrics;

/**
 * A distribution in nanoseconds. Values may be negative: one-way delays are when clocks differ. With {@code count} zero
 * all others are zero and mean nothing.
 *
 * @param count values
 * @param minNanos exact
 * @param p50Nanos median; percentiles have a relative error of at most 0.1 %
 * @param p90Nanos 90th percentile
 * @param p99Nanos 99th percentile
 * @param p999Nanos 99.9th percentile
 * @param maxNanos exact
 * @param meanNanos arithmetic mean
 * @param stddevNanos standard deviation of the population
 * @param negative how many values are below zero
 */
public record DelaySummary(
        long count,
        long minNanos,
        long p50Nanos,
        long p90Nanos,
        long p99Nanos,
        long p999Nanos,
        long maxNanos,
        double meanNanos,
        double stddevNanos,
        long negative) {
    /** Of no values. */
    public static final DelaySummary NONE = new DelaySummary(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** The same distribution with its smallest value moved to zero: delay variation of RFC 5481 §4.2. */
    DelaySummary aboveMinimum() {
        return new DelaySummary(
                count,
                0,
                p50Nanos - minNanos,
                p90Nanos - minNanos,
                p99Nanos - minNanos,
                p999Nanos - minNanos,
                maxNanos - minNanos,
                meanNanos - minNanos,
                stddevNanos,
                0);
    }
}
