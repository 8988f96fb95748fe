package org.waywiser.net.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.waywiser.net.udp.Probes.packet;
import static org.waywiser.net.udp.Probes.receive;
import static org.waywiser.net.udp.Probes.send;
import static org.waywiser.net.udp.Probes.socket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.waywiser.net.clock.WallClock;
import org.waywiser.net.linux.Sockets;
import org.waywiser.protocol.metrics.DropReason;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.testkit.Rfc;

@Tag("net")
@Rfc(value = 5357, section = "4.2")
class ReflectorPortTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration REFWAIT = Duration.ofMinutes(15);

    private final ReflectorPort port = open();
    private final UdpSocket one = client();
    private final UdpSocket other = client();

    private static ReflectorPort open() {
        try {
            return ReflectorPort.start(socket(), WallClock.system());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static UdpSocket client() {
        try {
            return socket();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void close() {
        port.close();
        one.close();
        other.close();
    }

    private PortSession accept(UdpSocket client, Duration timeout, Duration refwait) {
        return port.add(client.localAddress(), Probes.reflector(ProbeMode.OPEN, timeout, refwait))
                .orElseThrow();
    }

    private static PortSession.End end(PortSession session) throws Exception {
        return session.ended().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void reflectsEachSessionToItsOwnSource() throws IOException {
        var first = accept(one, TIMEOUT, REFWAIT);
        var second = accept(other, TIMEOUT, REFWAIT);
        first.start();
        second.start();
        send(one, port.localAddress(), packet());
        send(one, port.localAddress(), packet());
        send(other, port.localAddress(), packet());

        assertThat(receive(one).length()).isEqualTo(packet().length);
        assertThat(receive(one).trafficClass()).isEqualTo(10 << 2);
        assertThat(receive(other).timeToLive()).isEqualTo(255);
        assertThat(first.counts().reflected()).isEqualTo(2);
        assertThat(second.counts().reflected()).isOne();
        assertThat(port.drops()).isEmpty();
    }

    @Test
    void countsWhatComesFromNowhereAndGoesOn() throws IOException {
        accept(one, TIMEOUT, REFWAIT).start();
        for (int length = 0; length < 100; length++) send(other, port.localAddress(), new byte[length]);
        send(one, port.localAddress(), packet());
        receive(one);
        assertThat(port.drops()).containsExactly(Map.entry(DropReason.UNKNOWN_SOURCE, 100L));
    }

    @Test
    void countsWhatTheKernelHadNoRoomFor() throws IOException {
        var crowded = LinuxUdpSocket.open(new InetSocketAddress(Probes.LOOPBACK, 0), "");
        Sockets.option(crowded.descriptor(), Sockets.SOL_SOCKET, Sockets.SO_RCVBUF, 1);
        for (int i = 0; i < 100; i++) send(one, crowded.localAddress(), packet());
        try (var started = ReflectorPort.start(crowded, WallClock.system())) {
            started.add(other.localAddress(), Probes.reflector(ProbeMode.OPEN))
                    .orElseThrow()
                    .start();
            while (!started.drops().containsKey(DropReason.UNKNOWN_SOURCE)) Thread.onSpinWait();
            send(other, started.localAddress(), packet());
            receive(other);
            var drops = started.drops();
            assertThat(drops).containsOnlyKeys(DropReason.UNKNOWN_SOURCE, DropReason.BUFFER_FULL);
            assertThat(drops.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(100);
        }
    }

    @Test
    void reflectsNothingBeforeStartSessions() throws IOException {
        var early = accept(one, TIMEOUT, REFWAIT);
        send(one, port.localAddress(), packet());
        // The port takes datagrams in order: when the second session is answered, the first was looked at.
        accept(other, TIMEOUT, REFWAIT).start();
        send(other, port.localAddress(), packet());
        receive(other);
        assertThat(early.counts().drops()).containsOnlyKeys(DropReason.NOT_STARTED);
        early.start();
        send(one, port.localAddress(), packet());
        receive(one);
        assertThat(early.counts().reflected()).isOne();
    }

    @Test
    void refusesASourceThatIsTaken() throws Exception {
        var session = accept(one, TIMEOUT, REFWAIT);
        assertThat(port.add(one.localAddress(), Probes.reflector(ProbeMode.OPEN)))
                .isEmpty();
        assertThat(port.sessionCount()).isOne();
        session.remove();
        assertThat(end(session)).isEqualTo(PortSession.End.REMOVED);
        assertThat(port.add(one.localAddress(), Probes.reflector(ProbeMode.OPEN)))
                .isPresent();
    }

    @Test
    @Rfc(value = 5357, section = "3.8")
    void reflectsAfterStopSessionsUntilTimeout() throws Exception {
        var session = accept(one, Duration.ofMillis(200), REFWAIT);
        session.start();
        session.stop();
        send(one, port.localAddress(), packet());
        receive(one);
        assertThat(end(session)).isEqualTo(PortSession.End.STOPPED);
        assertThat(session.counts().reflected()).isOne();
        assertThat(port.sessionCount()).isZero();
    }

    @Test
    void endsASessionThatSaysNothingForRefwait() throws Exception {
        var session = accept(one, TIMEOUT, Duration.ofMillis(50));
        session.start();
        assertThat(end(session)).isEqualTo(PortSession.End.REFWAIT);
    }

    @Test
    void endsWhatNeverStartedWhenItIsStopped() throws Exception {
        var session = accept(one, TIMEOUT, REFWAIT);
        session.stop();
        assertThat(end(session)).isEqualTo(PortSession.End.STOPPED);
    }

    @Test
    void endsAllSessionsWhenItIsClosed() throws Exception {
        var session = accept(one, TIMEOUT, REFWAIT);
        session.start();
        port.close();
        assertThat(end(session)).isEqualTo(PortSession.End.PORT_CLOSED);
        assertThat(port.add(other.localAddress(), Probes.reflector(ProbeMode.OPEN)))
                .isEmpty();
        port.close();
        // Its number is free again.
        UdpSocket.open(new InetSocketAddress(
                        Probes.LOOPBACK, port.localAddress().getPort()))
                .close();
    }
}
