package org.waywiser.net.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.waywiser.net.linux.KernelClock;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.ErrorEstimate;
import org.waywiser.wire.NtpTimestamp;

@Rfc(value = 4656, section = "4.1.2")
class WallClockTest {
    @Test
    void tellsTheTimeOfDay() {
        var before = Instant.now();
        var told = NtpTimestamp.toInstant(WallClock.system().ntp());
        var after = Instant.now();
        assertThat(told).isBetween(before.minusNanos(1), after.plusNanos(1));
    }

    @Test
    void estimatesItsErrorAsTheDaemonDoes() {
        var estimate = WallClock.estimate(new KernelClock(true, 25, 4000, 0));
        assertThat(estimate.clockSynchronized()).isTrue();
        assertThat(estimate.nanos()).isBetween(25_000L, 25_300L);
    }

    @Test
    void takesTheKernelsBoundWhereTheDaemonGivesNoEstimate() {
        var estimate = WallClock.estimate(new KernelClock(true, 0, 4000, 0));
        assertThat(estimate.clockSynchronized()).isTrue();
        assertThat(estimate.nanos()).isBetween(4_000_000L, 4_040_000L);
    }

    @Test
    void takesTheKernelsBoundWhereTheEstimateIsAboveIt() {
        var estimate = WallClock.estimate(new KernelClock(true, 16_000_000, 400, 0));
        assertThat(estimate.nanos()).isBetween(400_000L, 404_000L);
    }

    @Test
    void claimsNoLessThanTheKernelCountsIn() {
        var estimate = WallClock.estimate(new KernelClock(true, 0, 0, 0));
        assertThat(estimate.clockSynchronized()).isTrue();
        assertThat(estimate.nanos()).isBetween(1_000L, 1_010L);
    }

    @Test
    void claimsNothingForAClockThatNobodyHolds() {
        var estimate = WallClock.estimate(new KernelClock(false, 25, 16_000_000, 0));
        assertThat(estimate.clockSynchronized()).isFalse();
        assertThat(estimate.nanos()).isGreaterThanOrEqualTo(16_000_000_000L);
    }

    @Test
    void neverSaysThatItHasNoErrorAtAll() {
        assertThat(WallClock.estimate(new KernelClock(true, 0, 0, 0)).multiplier())
                .isPositive();
        assertThat(ErrorEstimate.corrupt(WallClock.system().errorEstimate())).isFalse();
    }

    @Test
    @Rfc(value = 8186, section = "2.3")
    void goesByWhatTheKernelKnowsOfTaiElseByTheLeapSecondsSoFar() {
        assertThat(WallClock.taiMinusUtc(new KernelClock(true, 25, 4000, 38))).isEqualTo(38);
        assertThat(WallClock.taiMinusUtc(new KernelClock(true, 25, 4000, 0))).isEqualTo(37);
        assertThat(WallClock.system().taiMinusUtc()).isPositive();
    }
}
