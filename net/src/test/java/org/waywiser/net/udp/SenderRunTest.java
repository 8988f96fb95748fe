package org.waywiser.net.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.waywiser.net.udp.Probes.socket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.waywiser.net.clock.WallClock;
import org.waywiser.protocol.metrics.DropReason;
import org.waywiser.protocol.metrics.StampCounts;
import org.waywiser.protocol.metrics.StampSource;
import org.waywiser.protocol.metrics.TwoWaySummary;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.protocol.schedule.Schedule;
import org.waywiser.testkit.Rfc;

@Tag("net")
@Rfc(value = 5357, section = "4.1")
class SenderRunTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static SendPlan plan(long packets, long gapNanos) {
        return new SendPlan(packets, Schedule.fixed(gapNanos), 0, 46, Pacing.SLEEPING);
    }

    private static TwoWaySummary result(SenderRun run) throws Exception {
        return run.result().get(60, TimeUnit.SECONDS);
    }

    private static PortSession session(ReflectorPort port, UdpSocket client, ProbeMode mode) {
        var session = port.add(client.localAddress(), Probes.reflector(mode)).orElseThrow();
        session.start();
        return session;
    }

    @ParameterizedTest
    @EnumSource
    void losesNothingOnLoopback(ProbeMode mode) throws Exception {
        try (var port = ReflectorPort.start(socket(), WallClock.system())) {
            var socket = socket();
            var reflected = session(port, socket, mode);
            var run = SenderRun.start(socket, port.localAddress(), Probes.sender(mode, TIMEOUT), plan(1000, 200_000));
            var summary = result(run);
            assertThat(summary.packets().sent()).isEqualTo(1000);
            assertThat(summary.packets().received()).isEqualTo(1000);
            assertThat(summary.packets().lost()).isZero();
            assertThat(summary.drops()).isEmpty();
            assertThat(summary.rtt().minNanos()).isPositive();
            assertThat(summary.forwardHops().max()).isZero();
            assertThat(summary.reverseHops().max()).isZero();
            assertThat(summary.receiveSource()).isEqualTo(StampSource.KERNEL);
            assertThat(summary.sendStamps()).isEqualTo(new StampCounts(0, 1000, 0));
            assertThat(summary.sendLag().minNanos()).isNotNegative();
            assertThat(reflected.counts().reflected()).isEqualTo(1000);
            assertThat(run.snapshot().packets()).isEqualTo(summary.packets());
        }
    }

    @Test
    void asksTheKernelOfNothingWhereThatIsNotWanted() throws Exception {
        try (var port = ReflectorPort.start(socket(), WallClock.system())) {
            var socket = socket();
            session(port, socket, ProbeMode.OPEN);
            var plan = new SendPlan(50, Schedule.fixed(200_000), 0, 46, Pacing.SLEEPING, false);
            var run = SenderRun.start(socket, port.localAddress(), Probes.sender(ProbeMode.OPEN, TIMEOUT), plan);
            assertThat(result(run).sendStamps()).isEqualTo(new StampCounts(0, 0, 50));
        }
    }

    @Test
    void isNeitherEndedNorDistortedByStrayDatagrams() throws Exception {
        try (var port = ReflectorPort.start(socket(), WallClock.system());
                var stranger = socket()) {
            var socket = socket();
            session(port, socket, ProbeMode.OPEN);
            InetSocketAddress sender = socket.localAddress();
            // Before the run connects its socket, anyone can reach it.
            for (int length = 0; length < 20; length++) Probes.send(stranger, sender, new byte[10 * length]);
            var run = SenderRun.start(
                    socket, port.localAddress(), Probes.sender(ProbeMode.OPEN, TIMEOUT), plan(500, 100_000));
            for (int i = 0; i < 100; i++) Probes.send(stranger, sender, Probes.packet());
            var summary = result(run);
            assertThat(summary.packets().received()).isEqualTo(500);
            assertThat(summary.drops()).containsOnlyKeys(DropReason.STRAY);
            assertThat(summary.drops().get(DropReason.STRAY)).isGreaterThanOrEqualTo(20);
        }
    }

    @Test
    void sendsTwoSessionsInTurn() throws Exception {
        try (var one = ReflectorPort.start(socket(), WallClock.system());
                var other = ReflectorPort.start(socket(), WallClock.system())) {
            var sockets = List.of(socket(), socket());
            session(one, sockets.getFirst(), ProbeMode.OPEN);
            session(other, sockets.getLast(), ProbeMode.OPEN);
            var runs = SenderRun.startInterleaved(
                    List.of(
                            new SenderRun.Sender(
                                    sockets.getFirst(), one.localAddress(), Probes.recording(TIMEOUT, 200)),
                            new SenderRun.Sender(
                                    sockets.getLast(), other.localAddress(), Probes.recording(TIMEOUT, 200))),
                    plan(200, 100_000));
            var sent = new TreeMap<Long, SenderRun>();
            for (var run : runs) {
                var summary = result(run);
                assertThat(summary.packets().received()).isEqualTo(200);
                assertThat(run.pathMtu().orElseThrow()).isGreaterThanOrEqualTo(65_535);
                summary.records().forEach(packet -> sent.put(packet.sentNtp(), run));
            }
            assertThat(sent).hasSize(400);
            var turns = List.copyOf(sent.values());
            for (int i = 0; i < turns.size(); i++) assertThat(turns.get(i)).isSameAs(runs.get(i % 2));
        }
    }

    @Test
    void sendsManySessionsEachOnItsOwnScheduleOnFewThreads() throws Exception {
        try (var port = ReflectorPort.start(socket(), WallClock.system())) {
            var runs = many(port, 300, () -> plan(20, 5_000_000));
            assertThat(senders()).isBetween(1L, (long) Pacer.mostSpinning());
            for (var run : runs) {
                var summary = result(run);
                assertThat(summary.packets().sent()).isEqualTo(20);
                assertThat(summary.packets().received()).isEqualTo(20);
                assertThat(summary.sendStamps()).isEqualTo(new StampCounts(0, 20, 0));
                assertThat(summary.drops()).isEmpty();
                assertThat(run.pathMtu()).isPresent();
                assertThat(run.snapshot().packets()).isEqualTo(summary.packets());
            }
        }
    }

    @Test
    void stopsOneOfManyWhileTheOthersGoOn() throws Exception {
        try (var port = ReflectorPort.start(socket(), WallClock.system())) {
            var runs = many(port, 3, () -> plan(1L << 32, 1_000_000));
            while (runs.getFirst().snapshot().packets().received() < 10) Thread.onSpinWait();
            runs.getFirst().stop();
            var stopped = result(runs.getFirst());
            assertThat(stopped.packets().received()).isEqualTo(stopped.packets().sent());
            long before = runs.getLast().snapshot().packets().received();
            while (runs.getLast().snapshot().packets().received() < before + 10) Thread.onSpinWait();
            for (var run : runs) run.stop();
            for (var run : runs) assertThat(result(run).packets().lost()).isZero();
        }
    }

    @Test
    void givesUpUnansweredPacketsOfMany() throws Exception {
        try (var silent = socket()) {
            var nobody = closedPort();
            var senders = List.of(
                    new SenderRun.Sender(
                            socket(), silent.localAddress(), Probes.sender(ProbeMode.OPEN, Duration.ofMillis(100))),
                    new SenderRun.Sender(socket(), nobody, Probes.sender(ProbeMode.OPEN, Duration.ofMillis(100))));
            var runs = SenderRun.startTogether(senders, () -> plan(3, 1_000_000));
            assertThat(result(runs.getFirst()).packets().lost()).isEqualTo(3);
            assertThat(result(runs.getFirst()).drops()).isEmpty();
            assertThat(result(runs.getLast()).packets().lost()).isEqualTo(3);
            assertThat(result(runs.getLast()).drops()).containsOnlyKeys(DropReason.PORT_UNREACHABLE);
        }
    }

    private static List<SenderRun> many(ReflectorPort port, int sessions, Supplier<SendPlan> plan) throws IOException {
        var senders = new ArrayList<SenderRun.Sender>();
        while (senders.size() < sessions) {
            var socket = socket();
            session(port, socket, ProbeMode.OPEN);
            senders.add(new SenderRun.Sender(socket, port.localAddress(), Probes.sender(ProbeMode.OPEN, TIMEOUT)));
        }
        return SenderRun.startTogether(senders, plan);
    }

    private static long senders() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("sender-"))
                .count();
    }

    @Test
    void stopsEarlyInOrderAndTellsWhatItMeasured() throws Exception {
        try (var port = ReflectorPort.start(socket(), WallClock.system())) {
            var socket = socket();
            session(port, socket, ProbeMode.OPEN);
            var run = SenderRun.start(
                    socket, port.localAddress(), Probes.sender(ProbeMode.OPEN, TIMEOUT), plan(1L << 32, 1_000_000));
            while (run.snapshot().packets().received() < 10) Thread.onSpinWait();
            run.stop();
            var summary = result(run);
            assertThat(summary.packets().received()).isGreaterThanOrEqualTo(10);
            assertThat(summary.packets().received()).isEqualTo(summary.packets().sent());
            assertThat(summary.packets().lost()).isZero();
        }
    }

    @Test
    void stopsDuringTheDelayBeforeTheFirstPacket() throws Exception {
        var run = SenderRun.start(
                socket(),
                new InetSocketAddress(Probes.LOOPBACK, 9),
                Probes.sender(ProbeMode.OPEN, TIMEOUT),
                new SendPlan(10, Schedule.fixed(0), Duration.ofHours(1).toNanos(), 0, Pacing.SLEEPING));
        run.stop();
        var summary = result(run);
        assertThat(summary.packets().sent()).isZero();
        assertThat(summary.started()).isNull();
        assertThat(summary.rtt().count()).isZero();
    }

    @Test
    void countsPortUnreachableAndGoesOnToTheEnd() throws Exception {
        InetSocketAddress nobody = closedPort();
        var run = SenderRun.start(
                socket(), nobody, Probes.sender(ProbeMode.OPEN, Duration.ofMillis(200)), plan(20, 1_000_000));
        var summary = result(run);
        assertThat(summary.packets().sent()).isEqualTo(20);
        assertThat(summary.packets().lost()).isEqualTo(20);
        assertThat(summary.drops()).containsOnlyKeys(DropReason.PORT_UNREACHABLE);
    }

    @Test
    void givesUpAnUnansweredPacketAfterTimeout() throws Exception {
        try (var silent = socket()) {
            var run = SenderRun.start(
                    socket(),
                    silent.localAddress(),
                    Probes.sender(ProbeMode.OPEN, Duration.ofMillis(100)),
                    plan(3, 1_000_000));
            assertThat(result(run).packets().lost()).isEqualTo(3);
        }
    }

    private static InetSocketAddress closedPort() throws IOException {
        try (var socket = socket()) {
            return socket.localAddress();
        }
    }
}
