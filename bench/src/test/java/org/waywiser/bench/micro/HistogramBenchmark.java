package org.waywiser.bench.micro;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.waywiser.protocol.metrics.DelayHistogram;

/** A delay counted, beside HdrHistogram with the same resolution. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HistogramBenchmark {
    private static final int DELAYS = 1 << 12;
    private static final long LEAST_NANOS = 10_000;
    private static final double SPREAD_NANOS = 20_000;

    private final DelayHistogram ours = new DelayHistogram();
    private final Histogram hdr = new Histogram(3);
    private final long[] delays = delays();
    private int next;

    /** Such as a network has: a least one, and more of them near to it than far from it. */
    private static long[] delays() {
        var random = new SplittableRandom(1);
        return random.doubles(DELAYS)
                .mapToLong(uniform -> LEAST_NANOS - (long) (SPREAD_NANOS * Math.log(1 - uniform)))
                .toArray();
    }

    @Benchmark
    public void record() {
        ours.record(delays[next++ & DELAYS - 1]);
    }

    @Benchmark
    public void recordOfHdrHistogram() {
        hdr.recordValue(delays[next++ & DELAYS - 1]);
    }
}
