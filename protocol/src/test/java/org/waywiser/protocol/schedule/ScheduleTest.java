package org.waywiser.protocol.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.waywiser.testkit.Rfc;

@Rfc(value = 5357, section = "4.1.1")
class ScheduleTest {
    @Test
    void keepsAFixedGap() {
        var schedule = Schedule.fixed(10_000_000);
        assertThat(LongStream.generate(schedule::nextGapNanos).limit(100)).containsOnly(10_000_000L);
    }

    @Test
    void drawsExponentialGapsOfTheMeanWanted() {
        var schedule = Schedule.exponential(1_000_000, new SplittableRandom(3));
        long[] gaps = LongStream.generate(schedule::nextGapNanos).limit(200_000).toArray();
        assertThat(LongStream.of(gaps).average().orElseThrow()).isCloseTo(1_000_000, within(10_000.0));
        assertThat(LongStream.of(gaps).min().orElseThrow()).isNotNegative();
        double aboveMean = LongStream.of(gaps).filter(gap -> gap > 1_000_000).count() / 200_000.0;
        assertThat(aboveMean).isCloseTo(Math.exp(-1), within(0.01));
    }

    @Test
    void refusesNegativeGaps() {
        assertThatIllegalArgumentException().isThrownBy(() -> Schedule.fixed(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> Schedule.exponential(-1, new SplittableRandom(1)));
    }
}
