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

    /** By how much the smallest value falls with each packet: the rest lies above it. */
    @ParameterizedTest
    @CsvSource({"10_000_000, 0.7", "10_000_000, 0.97", "200_000, 0.999", "900_000_000, 0.9997", "3_000, 0.5"})
    void isWithinATenthOfAPercentOfTheValueHoweverTheFirstOnesFall(String first, double factor) {
        var random = new SplittableRandom(7);
        long[] values = new long[20_000];
        double floor = Long.parseLong(first.replace("_", ""));
        for (int i = 0; i < values.length; i++) {
            values[i] = 10_000 + Math.round(floor * (random.nextInt(8) == 0 ? 1 + random.nextExponential() : 1));
            histogram.record(values[i]);
            floor *= factor;
        }
        Arrays.sort(values);
        long spread = values[values.length - 1] - values[0];
        for (double percent : new double[] {0.1, 1, 10, 50, 90, 99, 99.9, 99.99}) {
            long exact = values[(int) Math.ceil(percent * values.length / 100 - 1e-6) - 1];
            long aboveMinimum = exact - values[0];
            assertThat(histogram.percentile(percent))
                    .as("percentile %s", percent)
                    .isCloseTo(exact, within(Math.max(1, exact / 1000)))
                    .isCloseTo(exact, within(aboveMinimum / 1000 + spread / 100_000 + 1));
        }
    }

    @Test
    void movesManyTimesWithoutDrifting() {
        long[] values = new long[50_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = -700L * i + i % 100 * 20_000L;
            histogram.record(values[i]);
        }
        Arrays.sort(values);
        for (int percent = 1; percent < 100; percent++) {
            long exact = values[percent * values.length / 100 - 1];
            assertThat(histogram.percentile(percent)).isCloseTo(exact, within((exact - values[0]) / 1000 + 400));
        }
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
        assertThat(histogram.percentile(50)).isCloseTo(median, within(7_500L));
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
