package org.waywiser.net.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.waywiser.net.udp.Probes.socket;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.waywiser.net.clock.WallClock;
import org.waywiser.protocol.metrics.DropReason;
import org.waywiser.protocol.probe.OneWayConfig;
import org.waywiser.protocol.probe.OneWaySender;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.protocol.probe.ReceiverRecords;
import org.waywiser.protocol.probe.ReceiverSession;
import org.waywiser.protocol.probe.SessionEnd;
import org.waywiser.protocol.schedule.SendSchedule;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.OwampStopSessions.Description;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.SkipRange;
import org.waywiser.wire.control.Slot;

@Tag("net")
@Rfc(value = 4656, section = "4")
class OneWayRunTest {
    private static final Sid SID = new Sid(Octets.hex("7f000001000000000000000000000007"));
    private static final long TEN_SECONDS = NtpTimestamp.interval(10_000_000_000L);
    private static final Description ALL = new Description(SID, 500, List.of());

    /** Written by the receiver's thread, read when its session has ended. */
    private static final class Kept implements ReceiverRecords {
        private final List<Long> received = new ArrayList<>();
        private final List<Long> lost = new ArrayList<>();
        private final CompletableFuture<Void> all = new CompletableFuture<>();

        @Override
        public void received(
                long sequence, long sent, int sendError, long received, int receiveError, int ttl, boolean duplicate) {
            assertThat(ttl).isEqualTo(255);
            assertThat(duplicate).isFalse();
            this.received.add(sequence);
            if (this.received.size() == 500) all.complete(null);
        }

        @Override
        public void lost(long sequence, long presumedNtp, int receiveError) {
            lost.add(sequence);
        }
    }

    @ParameterizedTest
    @EnumSource
    void recordsEveryPacketOnLoopback(ProbeMode mode) throws Exception {
        var kept = new Kept();
        long start = now();
        try (var stranger = socket()) {
            var from = socket();
            var to = socket();
            InetSocketAddress receiver = to.localAddress();
            var run = ReceiverRun.open(to, from.localAddress(), session(mode, start, kept));
            run.start();
            Probes.send(stranger, receiver, new byte[100]);
            var sender = OneWaySenderRun.start(from, receiver, sender(mode, start), 0, Pacing.SLEEPING);

            assertThat(sender.sent().get(60, TimeUnit.SECONDS)).isEqualTo(ALL);
            kept.all.get(60, TimeUnit.SECONDS);
            var end = run.stop(Accept.OK, ALL).get(60, TimeUnit.SECONDS);
            assertThat(end).isEqualTo(new SessionEnd.Stopped(500, List.of(), 0));
            assertThat(kept.lost).isEmpty();
            assertThat(run.drops()).containsExactly(Map.entry(DropReason.STRAY, 1L));
        }
    }

    @Test
    @Rfc(value = 4656, section = "4.1.1")
    void skipsWhatIsTooLateAndStopsWhenTold() throws Exception {
        // The first 200 packets were due before the last ten seconds.
        long start = now() - TEN_SECONDS - NtpTimestamp.interval(200 * 200_000L);
        var schedule = new SendSchedule(List.of(new Slot(Slot.FIXED, NtpTimestamp.interval(200_000))));
        var config = new OneWayConfig(ProbeMode.OPEN, null, schedule, SID, 1L << 31, start, TEN_SECONDS);
        var to = socket();
        var session = new OneWaySender(config, 0, false, WallClock.system(), new SplittableRandom(1));
        var run = OneWaySenderRun.start(socket(), to.localAddress(), session, 0, Pacing.SLEEPING);
        var batch = to.newBatch(1);
        while (to.receive(batch) == 0) to.await(Long.MAX_VALUE);
        run.stop();

        var description = run.sent().get(60, TimeUnit.SECONDS);
        SkipRange first = description.skipped().getFirst();
        assertThat(first.first()).isZero();
        assertThat(first.last()).isGreaterThanOrEqualTo(199);
        assertThat(description.nextSequenceNumber()).isGreaterThan(first.last() + 1);
        to.close();
    }

    @Test
    @Rfc(value = 4656, section = "4.2")
    void knowsWhatIsLostWithoutAPacket() throws Exception {
        var kept = new Kept();
        long start = now() - TEN_SECONDS - NtpTimestamp.interval(500 * 200_000L);
        var from = socket();
        var run = ReceiverRun.open(socket(), from.localAddress(), session(ProbeMode.OPEN, start, kept));
        run.start();
        run.complete().get(60, TimeUnit.SECONDS);

        run.stop(Accept.OK, ALL).get(60, TimeUnit.SECONDS);
        assertThat(kept.lost).hasSize(500);
        from.close();
    }

    @Test
    @Rfc(value = 4656, section = "3.8")
    void keepsNothingBeyondTheLastPacketWhenTheConnectionBreaks() throws Exception {
        var from = socket();
        var run = ReceiverRun.open(socket(), from.localAddress(), session(ProbeMode.OPEN, now(), new Kept()));
        run.start();

        assertThat(run.breakOff().get(60, TimeUnit.SECONDS)).isEqualTo(new SessionEnd.Broken(0));
        run.complete().get(60, TimeUnit.SECONDS);
        from.close();
    }

    private static long now() {
        return WallClock.system().ntp();
    }

    private static OneWayConfig config(ProbeMode mode, long start) {
        var schedule = new SendSchedule(List.of(new Slot(Slot.EXPONENTIAL, NtpTimestamp.interval(200_000))));
        return new OneWayConfig(mode, Probes.cipher(mode), schedule, SID, 500, start, TEN_SECONDS);
    }

    private static ReceiverSession session(ProbeMode mode, long start, ReceiverRecords records) {
        return new ReceiverSession(config(mode, start), records);
    }

    private static OneWaySender sender(ProbeMode mode, long start) {
        return new OneWaySender(config(mode, start), 30, false, WallClock.system(), new SplittableRandom(1));
    }
}
