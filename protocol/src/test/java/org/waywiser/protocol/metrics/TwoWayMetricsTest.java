package org.waywiser.protocol.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.ErrorEstimate;
import org.waywiser.wire.NtpTimestamp;

class TwoWayMetricsTest {
    private static final long START = 0xeda0_0000_0000_0000L;
    private static final long MILLI = NtpTimestamp.interval(1_000_000);
    private static final int SYNCHRONISED = ErrorEstimate.ofNanos(true, 1000).bits();
    private static final int LEFT_ALONE =
            ErrorEstimate.ofNanos(false, 16_000_000_000L).bits();

    private final TwoWayMetrics metrics = new TwoWayMetrics(0);

    @Test
    @Rfc(value = 4656, section = "4.1.2")
    void aClockLeftAloneWhileARunWaitsForRepliesIsNotSynchronised() {
        sent(0);
        answered(0, SYNCHRONISED);
        assertThat(metrics.summary().localClock().synchronised()).isTrue();

        sent(1);
        answered(1, LEFT_ALONE);
        assertThat(metrics.summary().localClock()).matches(clock -> !clock.synchronised());
        assertThat(metrics.summary().localClock().errorNanos()).isGreaterThanOrEqualTo(16_000_000_000L);
    }

    @Test
    @Rfc(value = 8762, section = "4")
    void nothingIsSaidOfEachWayWhereTheReflectorOnlyRepeatsNumbers() {
        for (int i = 0; i < 3; i++) {
            sent(i);
            answered(i, SYNCHRONISED);
        }
        var summary = metrics.summary();
        assertThat(summary.forwardWay().packets()).isNull();
        assertThat(summary.reverseWay().packets()).isNull();
        assertThat(summary.packets()).isEqualTo(new PacketCounts(3, 3, 0, 0, 0));
    }

    @Test
    @Rfc(value = 5357, section = "4.2.1")
    void nothingIsSaidOfEachWayWhereTheReflectorBeginsElsewhereThanWithZero() {
        sent(0);
        answered(0, SYNCHRONISED);
        metrics.reply(70_000, 0, START, 1_000_000_000);

        assertThat(metrics.summary().reverseWay().packets()).isNull();
    }

    @Test
    @Rfc(value = 6673, section = "7")
    void packetsAfterTheLastThatWasAnsweredWereLostNobodyKnowsWhere() {
        for (int i = 0; i < 6; i++) sent(i);
        for (int i : new int[] {0, 3}) {
            answered(i, SYNCHRONISED);
            // The reflector has seen one of packets 1 and 2.
            metrics.reply(i == 0 ? 0 : 2, i, START, 1_000_000_000);
        }
        for (int i : new int[] {1, 2, 4, 5}) metrics.lost(i, START, SYNCHRONISED);

        var summary = metrics.summary();
        assertThat(summary.packets().lost()).isEqualTo(4);
        assertThat(summary.forwardWay().packets()).isEqualTo(new PacketCounts(6, 3, 1, 0, 0));
        assertThat(summary.reverseWay().packets()).isEqualTo(new PacketCounts(3, 2, 1, 0, 0));
    }

    private void sent(long packet) {
        metrics.sent(START + packet * MILLI, SYNCHRONISED, 0);
    }

    private void answered(long packet, int estimate) {
        long sent = START + packet * MILLI;
        metrics.received(new PacketRecord(
                packet,
                sent,
                SYNCHRONISED,
                sent + 1,
                sent + 2,
                SYNCHRONISED,
                packet,
                sent + 3,
                estimate,
                255,
                255,
                StampSource.KERNEL));
    }
}
