package org.waywiser.protocol.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.Slot;

@Rfc(value = 4656, section = "3.6")
class SendScheduleTest {
    private static final Sid SID = new Sid(Octets.hex("2872979303ab47eeac028dab3829dab2"));
    private static final long SECOND = 1_000_000_000L;
    private static final long START = 0xeda0_0000_0000_0000L;

    private static Slot fixed(long nanos) {
        return new Slot(Slot.FIXED, NtpTimestamp.interval(nanos));
    }

    private static Slot exponential(long nanos) {
        return new Slot(Slot.EXPONENTIAL, NtpTimestamp.interval(nanos));
    }

    private static SendSchedule schedule(Slot... slots) {
        return new SendSchedule(List.of(slots));
    }

    @Test
    void waitsBeforeEachPacketAndGoesRound() {
        var times = schedule(fixed(SECOND), fixed(0), fixed(2 * SECOND)).times(SID, START);
        assertThat(LongStream.generate(times::next).limit(7).map(ntp -> ntp - START >>> 32))
                .containsExactly(1L, 1L, 3L, 4L, 4L, 6L, 7L);
        assertThat(times.sequence()).isEqualTo(7);
    }

    @Test
    void drawsAnExponentialWaitForEachSlotOfThatTypeAndForNoOther() {
        var deviates = new ExponentialDeviates(SID);
        long mean = NtpTimestamp.interval(SECOND / 10);
        long first = ExponentialDeviates.product(deviates.next(), mean);
        long second = ExponentialDeviates.product(deviates.next(), mean);
        var times = schedule(exponential(SECOND / 10), fixed(SECOND)).times(SID, START);
        assertThat(times.next() - START).isEqualTo(first);
        assertThat(times.next() - START).isEqualTo(first + (1L << 32));
        assertThat(times.next() - START).isEqualTo(first + (1L << 32) + second);
    }

    @Test
    void isTheSameOnBothEndsAndAnotherForAnotherSid() {
        var schedule = schedule(exponential(1_000_000), exponential(20_000_000), fixed(3));
        var sender = schedule.times(SID, START);
        var receiver = schedule.times(SID, START);
        var stranger = schedule.times(Sid.NONE, START);
        for (int i = 0; i < 10_000; i++) assertThat(receiver.next()).isEqualTo(sender.next());
        assertThat(stranger.next()).isNotEqualTo(schedule.times(SID, START).next());
    }

    @Test
    void neverLetsTheRoundingOfGapsAddUp() {
        long third = (1L << 32) / 3000;
        var schedule = schedule(new Slot(Slot.FIXED, third), exponential(700_001));
        var times = schedule.times(SID, START);
        var gaps = schedule.times(SID, START);
        long elapsed = 0;
        for (int i = 0; i < 100_000; i++) {
            elapsed += gaps.nextGapNanos();
            assertThat(elapsed).isEqualTo(NtpTimestamp.intervalNanos(times.next() - START));
        }
    }

    @Test
    void knowsHowLongItTakesWithoutExecutingIt() {
        var schedule = schedule(fixed(SECOND), exponential(2 * SECOND), fixed(0));
        assertThat(schedule.expectedNanos(0)).isZero();
        assertThat(schedule.expectedNanos(1)).isEqualTo(SECOND);
        assertThat(schedule.expectedNanos(5)).isEqualTo(6 * SECOND);
        assertThat(schedule.expectedNanos(3L << 30)).isEqualTo(3 * SECOND << 30);
        assertThat(schedule.longestNanos(2)).isEqualTo(47 * SECOND);
        assertThat(ExponentialDeviates.LARGEST).isLessThan(23);
        assertThat(schedule(new Slot(Slot.FIXED, -1)).expectedNanos(0xffff_ffffL))
                .isEqualTo(Long.MAX_VALUE);
        assertThat(schedule(new Slot(Slot.EXPONENTIAL, -1)).longestNanos(1)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void knowsItsDensestMoment() {
        assertThat(schedule(fixed(SECOND / 10)).mostWithin(SECOND)).isEqualTo(11);
        assertThat(schedule(fixed(0)).mostWithin(0)).isEqualTo(Long.MAX_VALUE);
        assertThat(schedule(fixed(10 * SECOND), fixed(0), fixed(0)).mostWithin(SECOND))
                .isEqualTo(3);
        assertThat(schedule(fixed(0), fixed(10 * SECOND), fixed(0)).mostWithin(SECOND))
                .isEqualTo(3);
        assertThat(schedule(fixed(0), fixed(10 * SECOND), fixed(0)).mostWithin(25 * SECOND))
                .isEqualTo(9);
    }

    @Test
    void countsItsDensestMomentAsOnesFingersDo() {
        var random = new SplittableRandom(7);
        for (int round = 0; round < 300; round++) {
            var slots = new ArrayList<Slot>();
            int count = 1 + random.nextInt(6);
            for (int i = 0; i < count; i++) slots.add(fixed(random.nextInt(4) * SECOND));
            var schedule = new SendSchedule(slots);
            if (schedule.expectedNanos(count) == 0) continue;
            long window = random.nextInt(20) * SECOND;
            var times = schedule.times(SID, 0);
            long[] seconds = LongStream.generate(times::next)
                    .limit(200)
                    .map(ntp -> ntp >>> 32)
                    .toArray();
            long most = 0;
            for (int first = 0; first < 50; first++) {
                int last = first;
                while (last + 1 < seconds.length && seconds[last + 1] - seconds[first] <= window / SECOND) last++;
                most = Math.max(most, last - first + 1);
            }
            assertThat(schedule.mostWithin(window))
                    .as("%s within %s", slots, window)
                    .isEqualTo(most);
        }
    }

    @Test
    @Rfc(value = 4656, section = "6.5")
    void refusesWhatWouldCostTooMuch() {
        var limits = new ScheduleLimits(4, 1_000_000, 1000, 5000, 3600 * SECOND);
        var poisson = List.of(exponential(SECOND / 100));
        assertThat(limits.refusal(poisson, 1000, 0)).isNull();
        assertThat(limits.refusal(List.of(), 1000, 0)).isEqualTo(ScheduleRefusal.NO_SLOTS);
        assertThat(limits.refusal(Collections.nCopies(5, fixed(SECOND)), 1000, 0))
                .isEqualTo(ScheduleRefusal.TOO_MANY_SLOTS);
        assertThat(limits.refusal(List.of(new Slot(2, 0)), 1000, 0)).isEqualTo(ScheduleRefusal.UNKNOWN_SLOT);
        assertThat(limits.refusal(poisson, 0, 0)).isEqualTo(ScheduleRefusal.NO_PACKETS);
        assertThat(limits.refusal(poisson, 0xffff_ffffL, 0)).isEqualTo(ScheduleRefusal.TOO_MANY_PACKETS);
        assertThat(limits.refusal(List.of(fixed(0)), 1_000_000, 0)).isEqualTo(ScheduleRefusal.TOO_FAST);
        assertThat(limits.refusal(List.of(fixed(0)), 1000, 0)).isNull();
        assertThat(limits.refusal(List.of(new Slot(Slot.FIXED, 1)), 1_000_000, 0))
                .isEqualTo(ScheduleRefusal.TOO_FAST);
        assertThat(limits.refusal(List.of(fixed(SECOND)), 3601, 0)).isEqualTo(ScheduleRefusal.TOO_LONG);
        assertThat(limits.refusal(List.of(new Slot(Slot.FIXED, -1)), 1, 0)).isEqualTo(ScheduleRefusal.TOO_LONG);
        // One every ten milliseconds: within three Timeouts of 16 s there are 4,801 of them and within those of 17 s
        // 5,101.
        assertThat(limits.refusal(List.of(fixed(SECOND / 100)), 100_000, 16_000_000_000L))
                .isNull();
        assertThat(limits.refusal(List.of(fixed(SECOND / 100)), 100_000, 17_000_000_000L))
                .isEqualTo(ScheduleRefusal.TOO_MANY_AWAITED);
        assertThat(limits.refusal(List.of(fixed(SECOND / 100)), 4_000, Long.MAX_VALUE))
                .isNull();
        assertThat(ScheduleRefusal.values())
                .allSatisfy(refusal -> assertThat(refusal.words()).isNotBlank());
    }

    @Test
    void hasSlotsOfKnownTypesOnly() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SendSchedule(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> schedule(new Slot(2, 0)));
    }
}
