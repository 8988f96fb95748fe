package org.waywiser.protocol.stamp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.protocol.metrics.StampSource;
import org.waywiser.protocol.probe.ProbeClock;
import org.waywiser.protocol.probe.SenderSession;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.PtpTimestamp;
import org.waywiser.wire.stamp.StampFormat;
import org.waywiser.wire.stamp.StampPacket;

/** A Session-Sender of STAMP and reflectors that write either kind of timestamp. */
@Rfc(value = 8762, section = "4.2.1")
class StampTimestampsTest {
    private static final long BEGIN = NtpTimestamp.ofUnix(1_790_000_000, 0);

    private static final ProbeClock CLOCK = new ProbeClock() {
        @Override
        public long ntp() {
            return BEGIN;
        }

        @Override
        public int errorEstimate() {
            return 0x8001;
        }
    };

    private static long after(int nanos) {
        return NtpTimestamp.ofUnix(1_790_000_000, nanos);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theSenderReadsTimestampsAsZOfTheReplySays(boolean ptp) {
        var config = new StampSenderConfig(StampFormat.UNAUTHENTICATED, null, null, 7, false, 0, true, List.of());
        var codec = new StampSenderCodec(config, CLOCK, new SplittableRandom(1), () -> {});
        var sender = new SenderSession(codec, 1_000_000_000, 1, CLOCK);
        var packet = MemorySegment.ofArray(new byte[44]);
        sender.prepare(packet);
        sender.stamp(packet);
        sender.sent(0, 0);

        new StampPacket(StampFormat.UNAUTHENTICATED)
                .wrap(packet)
                .senderTimestamp(BEGIN)
                .senderErrorEstimate(0x8001)
                .errorEstimate(ptp ? 0xc001 : 0x8001)
                .receiveTimestamp(ptp ? PtpTimestamp.ofNtp(after(100), 37) : after(100))
                .timestamp(ptp ? PtpTimestamp.ofNtp(after(150), 37) : after(150));
        sender.received(packet, 44, 255, 0, after(300), StampSource.KERNEL);

        var summary = sender.measured().summary();
        assertThat(summary.drops()).isEmpty();
        assertThat(summary.rtt().maxNanos()).isEqualTo(250);
        assertThat(summary.forward().maxNanos()).isEqualTo(100);
        assertThat(summary.reverse().maxNanos()).isEqualTo(150);
        assertThat(summary.remoteClock()).isEqualTo(summary.localClock());
    }
}
