package org.waywiser.protocol.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.ErrorEstimate;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.control.FetchedRecord;

class OneWayMetricsTest {
    private static final long START = 0xeb00_0000L << 32;
    private static final ErrorEstimate SYNCHRONISED = ErrorEstimate.ofNanos(true, 1_000);

    private final OneWayMetrics metrics = new OneWayMetrics();

    @Test
    @Rfc(value = 7679, section = "3")
    void delayIsReceiveMinusSendTimeEvenBelowZero() {
        received(0, 1_000_000);
        received(1, -3_000_000);
        received(2, 5_000_000);

        var delay = metrics.summary(3).delay();
        assertThat(delay.count()).isEqualTo(3);
        assertThat(delay.negative()).isEqualTo(1);
        assertThat(delay.minNanos()).isEqualTo(-3_000_000);
        assertThat(delay.maxNanos()).isEqualTo(5_000_000);
        assertThat(metrics.summary(3).pdv().maxNanos()).isEqualTo(8_000_000);
    }

    @Test
    @Rfc(value = 5481, section = "4.1")
    void variationIsBetweenPacketsSentOneAfterTheOtherInWhateverOrderTheyArrive() {
        received(0, 1_000_000);
        received(2, 4_000_000);
        received(1, 2_000_000);
        received(5, 9_000_000);

        var ipdv = metrics.summary(6).ipdv();
        assertThat(ipdv.count()).isEqualTo(2);
        assertThat(ipdv.minNanos()).isEqualTo(1_000_000);
        assertThat(ipdv.maxNanos()).isEqualTo(2_000_000);
    }

    @Test
    @Rfc(value = 5560, section = "4")
    void aSecondCopyIsADuplicateAndNothingElse() {
        received(0, 1_000_000);
        received(1, 1_000_000);
        received(0, 9_000_000);
        received(0, 9_000_000);

        var summary = metrics.summary(2);
        assertThat(summary.packets()).isEqualTo(new PacketCounts(2, 2, 0, 2, 0));
        assertThat(summary.delay().maxNanos()).isEqualTo(1_000_000);
    }

    @Test
    @Rfc(value = 7680, section = "2")
    void countsLossesAndTheirRuns() {
        received(0, 1_000_000);
        for (long sequence : new long[] {1, 2, 3, 7, 9, 10}) {
            metrics.add(FetchedRecord.lost(sequence, START, SYNCHRONISED));
        }
        var summary = metrics.summary(-1);
        assertThat(summary.packets()).isEqualTo(new PacketCounts(7, 1, 6, 0, 0));
        assertThat(summary.losses()).isEqualTo(new LossRuns(3, 3));
    }

    @Test
    @Rfc(value = 4656, section = "4.1.2")
    void aClockIsAsGoodAsItsWorstWord() {
        received(0, 1_000_000);
        assertThat(metrics.summary(1).senderClock()).matches(clock -> clock != null && clock.synchronised());
        metrics.add(new FetchedRecord(1, ErrorEstimate.ofNanos(false, 5_000_000), SYNCHRONISED, START, START + 1, 250));

        assertThat(metrics.summary(2).senderClock())
                .matches(clock -> clock != null && !clock.synchronised() && clock.errorNanos() >= 5_000_000);
        assertThat(metrics.summary(2).hops()).isEqualTo(new Hops(0, 5));
    }

    @Test
    void nothingMeasuredIsNoZero() {
        var summary = metrics.summary(0);
        assertThat(summary.delay().count()).isZero();
        assertThat(summary.started()).isNull();
        assertThat(summary.hops().known()).isFalse();
    }

    private void received(long sequence, long delayNanos) {
        long sent = START + NtpTimestamp.interval(sequence * 10_000_000);
        long received =
                delayNanos < 0 ? sent - NtpTimestamp.interval(-delayNanos) : sent + NtpTimestamp.interval(delayNanos);
        metrics.add(new FetchedRecord(sequence, SYNCHRONISED, SYNCHRONISED, sent, received, 255));
    }
}
