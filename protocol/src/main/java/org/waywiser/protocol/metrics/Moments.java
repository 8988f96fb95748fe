package org.waywiser.protocol.metrics;

/** Count, extremes, mean and deviation, exact and without a list of values (Welford). */
final class Moments {
    private long count;
    private long negative;
    private long min;
    private long max;
    private double mean;
    private double squares;

    Moments() {}

    Moments(Moments other) {
        count = other.count;
        negative = other.negative;
        min = other.min;
        max = other.max;
        mean = other.mean;
        squares = other.squares;
    }

    void record(long value) {
        if (count == 0 || value < min) min = value;
        if (count == 0 || value > max) max = value;
        if (value < 0) negative++;
        count++;
        double off = value - mean;
        mean += off / count;
        squares += off * (value - mean);
    }

    long count() {
        return count;
    }

    long min() {
        return min;
    }

    /** Percentiles are bucket values: the exact extremes bound them. */
    DelaySummary summary(long p50, long p90, long p99, long p999) {
        return new DelaySummary(
                count,
                min,
                clamp(p50),
                clamp(p90),
                clamp(p99),
                clamp(p999),
                max,
                mean,
                Math.sqrt(squares / count),
                negative);
    }

    private long clamp(long value) {
        return Math.clamp(value, min, max);
    }
}
