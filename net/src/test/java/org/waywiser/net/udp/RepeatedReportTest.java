package org.waywiser.net.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.waywiser.net.clock.WallClock;
import org.waywiser.protocol.metrics.StampSource;
import org.waywiser.protocol.probe.SenderSession;
import org.waywiser.protocol.schedule.Schedule;
import org.waywiser.protocol.stamp.AccessReporting;
import org.waywiser.protocol.stamp.StampReflector;
import org.waywiser.protocol.stamp.StampReflectorConfig;
import org.waywiser.protocol.stamp.StampSenderCodec;
import org.waywiser.protocol.stamp.StampSenderConfig;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.stamp.StampFormat;
import org.waywiser.wire.stamp.Tlv;

@Tag("net")
@Timeout(30)
@Rfc(value = 8972, section = "4.6")
class RepeatedReportTest {
    private static final Tlv.AccessReport AVAILABLE = new Tlv.AccessReport(1, 1);

    private final DatagramSocket peer;
    private final DatagramPacket arrived = new DatagramPacket(new byte[2048], 2048);
    private final StampSenderCodec codec = new StampSenderCodec(
            new StampSenderConfig(
                    StampFormat.UNAUTHENTICATED,
                    null,
                    null,
                    7,
                    false,
                    0,
                    true,
                    List.of(),
                    new AccessReporting(AVAILABLE, Duration.ofMillis(30).toNanos(), 2)),
            WallClock.system(),
            new SplittableRandom(1),
            () -> {});

    RepeatedReportTest() throws IOException {
        peer = new DatagramSocket(new InetSocketAddress(Probes.LOOPBACK, 0));
    }

    @AfterEach
    void close() {
        peer.close();
    }

    private SenderRun start(int packets, Duration gap, Duration timeout) throws IOException {
        var session = new SenderSession(codec, timeout.toNanos(), 0, WallClock.system());
        var plan = new SendPlan(packets, Schedule.fixed(gap.toNanos()), 0, 0, Pacing.SLEEPING);
        return SenderRun.start(Probes.socket(), (InetSocketAddress) peer.getLocalSocketAddress(), session, plan);
    }

    private void reflect() throws IOException {
        var packet = MemorySegment.ofArray(arrived.getData());
        int length = new StampReflector(StampReflectorConfig.open(), WallClock.system())
                .reflect(packet, arrived.getLength(), 64, 0, WallClock.system().ntp(), StampSource.USER, null);
        peer.send(new DatagramPacket(arrived.getData(), length, arrived.getSocketAddress()));
    }

    @Test
    void isSentAgainThoughTheScheduleIsOver() throws IOException {
        SenderRun run = start(1, Duration.ofMillis(1), Duration.ofSeconds(10));
        peer.receive(arrived);
        peer.receive(arrived);
        reflect();
        run.stop();
        var packets = run.result().join().packets();
        assertThat(packets.sent()).isGreaterThanOrEqualTo(2);
        assertThat(packets.received()).isOne();
        assertThat(codec.findings().access()).isEqualTo(AVAILABLE);
    }

    @Test
    void isSentAgainLongBeforeTheNextPacketIsDue() throws IOException {
        SenderRun run = start(5, Duration.ofHours(1), Duration.ofMillis(50));
        for (int i = 0; i < 3; i++) peer.receive(arrived);
        run.stop();
        assertThat(run.result().join().packets().sent()).isEqualTo(3);
        assertThat(codec.findings().accessReports()).isEqualTo(3);
    }

    @Test
    void givesUpWhereNobodyAnswers() throws IOException {
        var packets = start(1, Duration.ofMillis(1), Duration.ofMillis(10))
                .result()
                .join()
                .packets();
        assertThat(packets.sent()).isEqualTo(3);
        assertThat(packets.lost()).isEqualTo(3);
        assertThat(codec.findings().accessReports()).isEqualTo(3);
    }
}
