package org.waywiser.protocol.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SignedHistogramTest {
    private final SignedHistogram histogram = new SignedHistogram();

    @Test
    void saysNothingOfNothing() {
        assertThat(histogram.summary()).isEqualTo(DelaySummary.NONE);
    }

    @Test
    void ordersNegativeValuesBelowPositiveOnes() {
        for (long value = -10; value <= 10; value++) histogram.record(value);
        var summary = histogram.summary();
        assertThat(summary.minNanos()).isEqualTo(-10);
        assertThat(summary.p50Nanos()).isZero();
        assertThat(summary.p90Nanos()).isEqualTo(8);
        assertThat(summary.maxNanos()).isEqualTo(10);
        assertThat(summary.negative()).isEqualTo(10);
    }

    @Test
    void isExactAroundZeroDespiteOutliersOnBothSides() {
        long seed = 7;
        var random = new SplittableRandom(seed);
        long[] values = new long[50_001];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.round(random.nextGaussian() * 1000);
            if (i % 1000 == 0) values[i] *= 1_000_000;
            histogram.record(values[i]);
        }
        Arrays.sort(values);
        assertThat(histogram.summary().p50Nanos()).isCloseTo(values[25_000], within(1L));
        assertThat(histogram.summary().p90Nanos()).isCloseTo(values[45_000], within(2L));
    }
}
