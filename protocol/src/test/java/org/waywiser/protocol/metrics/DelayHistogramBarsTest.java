package org.waywiser.protocol.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DelayHistogramBarsTest {
    private final DelayHistogram histogram = new DelayHistogram();

    @Test
    void areNoneBeforeTheFirstValue() {
        assertThat(histogram.bars(10)).isEmpty();
    }

    @Test
    void countEveryValueBetweenRoundBounds() {
        for (int i = 0; i < 1000; i++) histogram.record(50_000 + i * 20);

        var bars = histogram.bars(10);

        assertThat(bars)
                .hasSizeLessThanOrEqualTo(10)
                .allSatisfy(bar -> assertThat(bar.fromNanos() % 5000).isZero());
        assertThat(bars.getFirst()).isEqualTo(new Bar(50_000, 55_000, 250));
        assertThat(bars.stream().mapToLong(Bar::count).sum()).isEqualTo(1000);
    }

    @Test
    void keepAStragglerFromFlatteningTheRest() {
        for (int i = 0; i < 999; i++) histogram.record(50_000 + i * 20);
        histogram.record(900_000_000);

        var bars = histogram.bars(10);

        assertThat(bars).hasSize(10);
        assertThat(bars.getLast().toNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(bars.getLast().count()).isEqualTo(1);
        assertThat(bars.getFirst().toNanos() - bars.getFirst().fromNanos()).isEqualTo(5000);
    }

    @Test
    void holdOneValueRepeatedAndNegativeOnes() {
        histogram.record(-1_500);
        histogram.record(-1_500);

        assertThat(histogram.bars(10)).singleElement().satisfies(bar -> {
            assertThat(bar.fromNanos()).isLessThanOrEqualTo(-1_500);
            assertThat(bar.toNanos()).isGreaterThan(-1_500);
            assertThat(bar.count()).isEqualTo(2);
        });
    }
}
