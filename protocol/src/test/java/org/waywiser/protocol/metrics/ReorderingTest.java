package org.waywiser.protocol.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.testkit.Rfc;

@Rfc(value = 4737, section = "7")
class ReorderingTest {
    @Test
    @Rfc(value = 4737, section = "7.1")
    void onePacketThatFourOvertook() {
        var summary = of(1, 2, 3, 5, 6, 7, 8, 4, 9, 10);
        assertThat(summary).isEqualTo(new ReorderingSummary(10, 1, 4, 4, List.of(1L, 1L, 1L, 1L)));
        assertThat(summary.ratio()).isEqualTo(0.1);
    }

    @Test
    @Rfc(value = 4737, section = "7.2")
    void twoPacketsOfWhichOneIsNotNReordered() {
        assertThat(of(1, 2, 3, 4, 7, 5, 6, 8, 9, 10)).isEqualTo(new ReorderingSummary(10, 2, 2, 1.5, List.of(1L)));
    }

    @Test
    @Rfc(value = 4737, section = "7.3")
    void threePacketsWithExtentsFourToSix() {
        assertThat(of(1, 2, 3, 7, 8, 9, 10, 4, 5, 6, 11))
                .isEqualTo(new ReorderingSummary(11, 3, 6, 5, List.of(1L, 1L, 1L, 1L)));
    }

    @Test
    @Rfc(value = 4737, section = "7.4")
    void severalDiscontinuities() {
        var summary = of(1, 2, 3, 6, 7, 4, 5, 8, 9, 10, 12, 13, 11, 14, 15, 16);
        assertThat(summary).isEqualTo(new ReorderingSummary(16, 3, 3, 7 / 3.0, List.of(2L, 2L)));
    }

    @Test
    @Rfc(value = 4737, section = "3.3")
    void lossAloneIsNoReordering() {
        assertThat(of(1, 4, 9)).isEqualTo(new ReorderingSummary(3, 0, 0, 0, List.of()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    @Rfc(value = 4737, section = "4.2")
    void isWhatTheDefinitionsSay(int seed) {
        var random = new Random(seed);
        var sequence = new ArrayList<>(IntStream.range(0, 400).boxed().toList());
        for (int i = 0; i < 120; i++) {
            int at = random.nextInt(390);
            Collections.rotate(sequence.subList(at, at + 1 + random.nextInt(10)), 1);
        }
        sequence.removeIf(_ -> random.nextInt(10) == 0);
        long reordered = 0;
        long largest = 0;
        long[] degrees = new long[Reordering.DEGREES];
        for (int i = 0; i < sequence.size(); i++) {
            int first = i;
            for (int j = i - 1; j >= 0; j--) if (sequence.get(j) > sequence.get(i)) first = j;
            if (first < i) reordered++;
            largest = Math.max(largest, i - first);
            for (int n = 1; n <= Math.min(i, degrees.length) && sequence.get(i - n) > sequence.get(i); n++) {
                degrees[n - 1]++;
            }
        }
        var summary = of(sequence.stream().mapToInt(Integer::intValue).toArray());
        assertThat(summary.reordered()).isEqualTo(reordered).isPositive();
        assertThat(summary.largestExtent()).isEqualTo(largest);
        for (int n = 0; n < summary.degrees().size(); n++) {
            assertThat(summary.degrees().get(n)).isEqualTo(degrees[n]);
        }
        assertThat(degrees[summary.degrees().size()]).isZero();
    }

    private static ReorderingSummary of(int... arrivals) {
        var reordering = new Reordering();
        for (int sequence : arrivals) reordering.arrived(sequence);
        return reordering.summary();
    }
}
