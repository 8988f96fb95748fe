package org.waywiser.cli.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.protocol.metrics.Column;
import org.waywiser.protocol.metrics.Course;

class AxisTest {
    @ParameterizedTest
    @CsvSource({
        "10000000, 10500000, 11000000, false",
        "10000, 50000, 900000, true",
        "1, 1, 1, false",
        "1, 2, 4000000000000000000, true",
        "-5000000, -4000000, 90000000, false",
        "-4000000000000000000, 0, 4000000000000000000, false",
        "0, 0, 1000000, false"
    })
    void holdsAllDelaysBetweenRoundTicks(long min, long median, long max, boolean logarithmic) {
        var column = new Column(3, 0, 0, min, min, median, max, max);
        var axis = Axis.of(new Course(Instant.EPOCH, 1000, List.of(column), List.of()));

        assertThat(axis.logarithmic()).isEqualTo(logarithmic);
        assertThat(axis.at(min)).isBetween(0.5, 1.0);
        assertThat(axis.at(max)).isBetween(0.0, axis.at(min));
        assertThat(axis.ticks())
                .hasSizeBetween(1, 20)
                .isSorted()
                .allSatisfy(tick -> assertThat(axis.at(tick)).isBetween(0.0, 1.0));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "3, 5", "6, 10", "11, 20", "2000000001, 5000000000"})
    void stepsAreRound(double least, long step) {
        assertThat(Ticks.step(least)).isEqualTo(step);
    }

    @Test
    void timesAreCountedAsPeopleDo() {
        long second = 1_000_000_000L;
        assertThat(Ticks.time(0.3 * second)).isEqualTo(second / 2);
        assertThat(Ticks.time(12.0 * second)).isEqualTo(15 * second);
        assertThat(Ticks.time(100.0 * second)).isEqualTo(120 * second);
        assertThat(Ticks.time(200_000.0 * second)).isEqualTo(5 * 86_400 * second);
        assertThat(Ticks.label(0, second)).isEqualTo("0");
        assertThat(Ticks.label(second / 2, second / 2)).isEqualTo("500\u00a0ms");
        assertThat(Ticks.label(120 * second, 60 * second)).isEqualTo("2\u00a0min");
        assertThat(Ticks.label(5400 * second, 1800 * second)).isEqualTo("1:30\u00a0h");
        assertThat(Ticks.label(7200 * second, 3600 * second)).isEqualTo("2\u00a0h");
        assertThat(Ticks.label(129_600 * second, 43_200 * second)).isEqualTo("1\u00a0d\u00a012\u00a0h");
    }
}
