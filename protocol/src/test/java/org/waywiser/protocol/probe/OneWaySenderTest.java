package org.waywiser.protocol.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.waywiser.protocol.schedule.SendSchedule;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.OwampStopSessions.Description;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.SkipRange;
import org.waywiser.wire.control.Slot;
import org.waywiser.wire.probe.PacketFormat;
import org.waywiser.wire.probe.SenderPacket;

@Rfc(value = 4656, section = "4.1.1")
class OneWaySenderTest {
    private static final long SECOND = 1L << 32;
    private static final long START = 1_000 * SECOND;
    private static final Sid SID = new Sid(Octets.zeros(16));

    private long now = START;

    @Test
    void sendsEachPacketWhenItIsDue() {
        var sender = sender(3);
        for (int i = 1; i <= 3; i++) {
            assertThat(sender.dueNtp(now)).hasValue(START + i * SECOND);
            now = START + i * SECOND + 5;
            assertThat(send(sender)).isEqualTo(i - 1);
        }
        assertThat(sender.dueNtp(now)).isEmpty();
        assertThat(sender.description()).isEqualTo(new Description(SID, 3, List.of()));
    }

    @Test
    void sendsPacketsThatAreLateByLessThanTimeoutAtOnce() {
        var sender = sender(5);
        now = START + 3 * SECOND;
        for (int i = 0; i < 3; i++) {
            assertThat(sender.dueNtp(now).orElseThrow()).isLessThanOrEqualTo(now);
            send(sender);
        }
        assertThat(sender.dueNtp(now)).hasValue(START + 4 * SECOND);
        assertThat(sender.description().skipped()).isEmpty();
    }

    @Test
    void skipsPacketsThatAreLateByMoreAndSaysWhich() {
        var sender = sender(20);
        now = START + 13 * SECOND;
        assertThat(sender.dueNtp(now)).hasValue(START + 11 * SECOND);
        assertThat(send(sender)).isEqualTo(10);
        sender.skip();
        now += 100 * SECOND;
        assertThat(sender.dueNtp(now)).isEmpty();

        assertThat(sender.description())
                .isEqualTo(new Description(SID, 20, List.of(new SkipRange(0, 9), new SkipRange(11, 19))));
    }

    @Test
    @Rfc(value = 4656, section = "3.8")
    void saysWhereItWasStopped() {
        var sender = sender(100);
        now += SECOND;
        send(sender);

        assertThat(sender.description()).isEqualTo(new Description(SID, 1, List.of()));
    }

    @Test
    @Rfc(value = 4656, section = "6.5")
    void endsBeforeItHasMoreGapsThanStopSessionsMayTellOf() {
        var sender = sender(4L * OneWaySender.MOST_RANGES);
        for (int i = 0; i < OneWaySender.MOST_RANGES; i++) {
            sender.skip();
            sender.sent();
        }
        assertThat(sender.dueNtp(now)).isPresent();
        now += (2L * OneWaySender.MOST_RANGES + 10) * SECOND;

        assertThat(sender.dueNtp(now)).isEmpty();
        var description = sender.description();
        assertThat(description.nextSequenceNumber()).isEqualTo(2L * OneWaySender.MOST_RANGES);
        assertThat(description.skipped())
                .hasSize(OneWaySender.MOST_RANGES)
                .endsWith(new SkipRange(2L * OneWaySender.MOST_RANGES - 2, 2L * OneWaySender.MOST_RANGES - 2));
    }

    private long send(OneWaySender sender) {
        var packet = MemorySegment.ofArray(new byte[sender.packetLength()]);
        sender.prepare(packet);
        sender.stamp(packet);
        sender.sent();
        var view = new SenderPacket(PacketFormat.OPEN).wrap(packet);
        assertThat(view.timestamp()).isEqualTo(now);
        assertThat(packet.asSlice(PacketFormat.OPEN.senderLength()).mismatch(MemorySegment.ofArray(new byte[10])))
                .isEqualTo(-1);
        return view.sequenceNumber();
    }

    private OneWaySender sender(long packets) {
        var schedule = new SendSchedule(List.of(new Slot(Slot.FIXED, SECOND)));
        var config = new OneWayConfig(ProbeMode.OPEN, null, schedule, SID, packets, START, 2 * SECOND);
        var clock = new ProbeClock() {
            @Override
            public long ntp() {
                return now;
            }

            @Override
            public int errorEstimate() {
                return 1;
            }
        };
        return new OneWaySender(config, 10, true, clock, new SplittableRandom(1));
    }
}
