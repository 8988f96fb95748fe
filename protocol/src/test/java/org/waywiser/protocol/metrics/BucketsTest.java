package org.waywiser.protocol.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BucketsTest {
    private final Buckets buckets = new Buckets();

    @Test
    void haveNothingOfNothing() {
        assertThat(buckets.largest()).isZero();
        assertThat(buckets.ranks().count()).isZero();
        assertThat(buckets.ranks().percentile(50)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 500, 3_000, 100_000})
    void areThoseOfHdrHistogramForFewValuesAndForMany(int values) {
        for (int bits : new int[] {1, 8, 11, 12, 16, 30, 62}) {
            agree(values, new SplittableRandom(values), value -> value >>> 63 - bits);
        }
    }

    @Test
    void areThoseOfHdrHistogramWhereOneBucketHasNearlyAll() {
        agree(200_000, new SplittableRandom(1), value -> value % 100 == 0 ? value >>> 40 : 17);
    }

    private static void agree(int values, SplittableRandom random, LongUnaryOperator value) {
        var ours = new Buckets();
        var theirs = new Histogram(3);
        for (int i = 0; i < values; i++) {
            long next = value.applyAsLong(random.nextLong() >>> 1);
            ours.add(next);
            theirs.recordValue(next);
        }
        var expected = new ArrayList<Long>();
        for (var bucket : theirs.recordedValues()) {
            expected.add(theirs.medianEquivalentValue(bucket.getValueIteratedTo()));
            expected.add(bucket.getCountAtValueIteratedTo());
        }
        for (var some : new Buckets[] {ours, new Buckets(ours)}) {
            var found = new ArrayList<Long>();
            some.forEach((middle, times) -> {
                found.add(middle);
                found.add(times);
            });
            assertThat(found).isEqualTo(expected);
            assertThat(theirs.highestEquivalentValue(some.largest())).isEqualTo(theirs.getMaxValue());
            var ranks = some.ranks();
            for (double percent : new double[] {0.1, 1, 10, 50, 90, 95, 99, 99.9, 100}) {
                assertThat(ranks.percentile(percent))
                        .as("%s %% of %d", percent, values)
                        .isEqualTo(theirs.medianEquivalentValue(theirs.getValueAtPercentile(percent)));
            }
        }
    }

    @Test
    void goOnByThemselvesAsACopy() {
        for (long value = 0; value < 5_000; value++) buckets.add(value);
        var copy = new Buckets(buckets);
        buckets.add(3);
        assertThat(copy.ranks().count()).isEqualTo(5_000);
        assertThat(buckets.ranks().count()).isEqualTo(5_001);
    }
}
