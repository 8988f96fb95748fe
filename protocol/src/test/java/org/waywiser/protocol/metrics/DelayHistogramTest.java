package org.waywiser.protocol.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DelayHistogramTest {
    private final DelayHistogram histogram = new DelayHistogram();

    @Test
    void saysNothingOfNothing() {
        assertThat(histogram.summary()).isEqualTo(DelaySummary.NONE);
    }

    @ParameterizedTest
    @CsvSource({"0, 100_000", "100_000_000, 50_000", "-3_600_000_000_000, 1_000_000", "1_000, 3_000_000_000"})
    void isWithinATenthOfAPercentOfTheSpread(String offset, String spread) {
        long base = Long.parseLong(offset.replace("_", ""));
        double mean = Double.parseDouble(spread.replace("_", ""));
        long seed = 42;
        var random = new SplittableRandom(seed);
        long[] values = new long[100_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = base + Math.round(mean * random.nextExponential());
            histogram.record(values[i]);
        }
        Arrays.sort(values);
        var summary = histogram.summary();
        assertThat(summary.minNanos()).isEqualTo(values[0]);
        assertThat(summary.maxNanos()).isEqualTo(values[values.length - 1]);
        assertThat(summary.count()).isEqualTo(values.length);
        near(summary.p50Nanos(), values, 0.5);
        near(summary.p90Nanos(), values, 0.9);
        near(summary.p99Nanos(), values, 0.99);
        near(summary.p999Nanos(), values, 0.999);
        assertThat(summary.meanNanos())
                .isCloseTo(Arrays.stream(values).average().orElseThrow(), within(mean / 1e6));
        assertThat(summary.stddevNanos()).isCloseTo(mean, within(mean / 50));
    }

    private static void near(long actual, long[] sorted, double quantile) {
        long exact = sorted[(int) Math.ceil(quantile * sorted.length) - 1];
        long room = (sorted[sorted.length / 2] - sorted[0]) / 10;
        assertThat(actual).as("quantile %s", quantile).isCloseTo(exact, within((exact - sorted[0] + room) / 1000 + 2));
    }

    @Test
    void staysExactWhenTheFirstValueWasTheWorst() {
        histogram.record(200_000_000);
        for (int i = 0; i < 1000; i++) histogram.record(100_000_000 + i);
        assertThat(histogram.percentile(50)).isCloseTo(100_000_500, within(2L));
        assertThat(histogram.summary().aboveMinimum().p50Nanos()).isCloseTo(500, within(2L));
    }

    @Test
    void staysExactWhileTheMinimumKeepsFalling() {
        for (int i = 0; i < 5000; i++) histogram.record(50_000_000 - i * 3_000L);
        long median = 50_000_000 - 2_499 * 3_000L - 1_500;
        assertThat(histogram.percentile(50)).isCloseTo(median, within(30_000L));
        assertThat(histogram.summary().minNanos()).isEqualTo(50_000_000 - 4_999 * 3_000L);
    }

    @Test
    void countsNegativeDelaysAndKeepsThem() {
        histogram.record(-5_000_000);
        histogram.record(-4_000_000);
        histogram.record(10);
        var summary = histogram.summary();
        assertThat(summary.negative()).isEqualTo(2);
        assertThat(summary.minNanos()).isEqualTo(-5_000_000);
        assertThat(summary.p50Nanos()).isCloseTo(-4_000_000, within(1_001L));
    }

    @Test
    void takesTheMostExtremeValuesThereAre() {
        histogram.record(Long.MAX_VALUE);
        histogram.record(Long.MIN_VALUE);
        assertThat(histogram.count()).isEqualTo(2);
    }

    @Test
    void goesOnWithoutItsCopy() {
        histogram.record(1000);
        var copy = histogram.copy();
        histogram.record(-1_000_000);
        assertThat(copy.summary().count()).isOne();
        assertThat(copy.summary().minNanos()).isEqualTo(1000);
    }
}
