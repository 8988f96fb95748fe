package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.waywiser.net.clock.WallClock;
import org.waywiser.net.udp.DatagramBatch;
import org.waywiser.net.udp.UdpSocket;
import org.waywiser.protocol.metrics.DropReason;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.protocol.probe.ReflectorConfig;
import org.waywiser.protocol.probe.ReflectorSession;
import org.waywiser.protocol.probe.SenderConfig;
import org.waywiser.protocol.probe.SenderSession;
import org.waywiser.security.probe.ProbeCipher;
import org.waywiser.security.probe.ProbeKeys;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.StartSessions;
import org.waywiser.wire.control.StopSessions;

/** Test packets that do not belong: counted, and otherwise without effect. */
@Tag("net")
@Timeout(60)
@Rfc(value = 5357, section = "4.2")
class StrayPacketsTest {
    private static final int PACKETS = 20;
    private final SecureRandom random = new SecureRandom();

    @ParameterizedTest
    @EnumSource(ProbeMode.class)
    void theReflectorAnswersOnlyWhatBelongsToASession(ProbeMode mode) throws Exception {
        try (var log = new NodeLog()) {
            answersOnlyWhatBelongsToASession(mode, log);
            log.awaitLine(line -> line.contains("1 from an address without a session"));
            assertThat(log.warnings()).isEmpty();
        }
    }

    private void answersOnlyWhatBelongsToASession(ProbeMode mode, NodeLog log) throws Exception {
        try (var server = TwampServer.start(Plans.server(Passphrases.file(), null), random);
                var client = new RawClient(server);
                var sender = UdpSocket.open(new InetSocketAddress(Plans.LOOPBACK, 0));
                var stranger = UdpSocket.open(new InetSocketAddress(Plans.LOOPBACK, 0))) {
            if (mode == ProbeMode.OPEN) client.open();
            else client.keyed(modes(mode));
            client.send(client.sealed(
                    Arrays.copyOf(RawClient.request(sender.localAddress().getPort()), 96)));
            var accepted = client.accepted();
            var reflector = new InetSocketAddress(Plans.LOOPBACK, accepted.port());
            var session = senderSession(mode, mode.keyed() ? client.testKeys(accepted.sid()) : null);
            client.send(client.sealed(new StartSessions().toByteArray()));
            assertThat(client.reply(16)[0]).isZero();

            byte[] first = packet(session);
            send(stranger, reflector, first);
            send(sender, reflector, Arrays.copyOf(first, mode.format().senderLength() - 1));
            send(sender, reflector, new byte[0]);
            if (mode.keyed()) {
                byte[] flipped = first.clone();
                flipped[3] ^= 1;
                send(sender, reflector, flipped);
            }
            send(sender, reflector, first);
            byte[] answer = receive(sender);
            assertThat(answer).hasSize(first.length);
            // Back to where it came from: with keys it does not verify.
            if (mode.keyed()) send(sender, reflector, answer);
            // A replay is answered like a packet that the network duplicated: the sender finds it out.
            send(sender, reflector, first);
            receive(sender);
            byte[] second = packet(session);
            send(sender, reflector, second);
            receive(sender);
            client.send(client.sealed(new StopSessions(Accept.OK, 1).toByteArray()));

            Eventually.holds(() -> server.sessions() == 0, () -> "the session ended");
            log.awaitLine(line -> line.contains("test packets dropped"));
            assertThat(log.lines())
                    .anySatisfy(line -> assertThat(line).contains("2 shorter than a test packet"))
                    .allSatisfy(line -> assertThat(line).doesNotContain("failed"));
            if (mode.keyed()) assertThat(log.lines()).anyMatch(line -> line.contains("2 HMAC does not match"));
        }
    }

    /** All kinds of wrong replies before and after each right one. */
    @ParameterizedTest
    @EnumSource(ProbeMode.class)
    void theSenderCountsWhatIsNoReplyOfItsSession(ProbeMode mode) throws Exception {
        try (var socket = new DatagramSocket(0, Plans.LOOPBACK);
                var server = new FakeServer(client -> {
                    client.greet(modes(mode).bits(), 1024)
                            .start(Accept.OK)
                            .accept(Accept.OK, socket.getLocalPort())
                            .acknowledge(Accept.OK);
                    reflectWildly(socket, mode, client.testKeys());
                    client.command(16);
                })) {
            var keys = mode == ProbeMode.OPEN ? Credentials.none() : Plans.withPassphrase(modes(mode));
            var plan = Plans.measurement(server.address(), w -> w.count = PACKETS);
            var outcome = new TwampClient(plan, keys, random).measure().getFirst();

            var summary = outcome.summary();
            assertThat(summary.packets().sent()).isEqualTo(PACKETS);
            assertThat(summary.packets().received()).as("%s", summary.drops()).isEqualTo(PACKETS);
            assertThat(summary.packets().lost()).isZero();
            assertThat(summary.packets().duplicates()).isZero();
            assertThat(summary.drops())
                    .containsEntry(DropReason.TOO_SHORT, PACKETS + 1L)
                    .containsEntry(DropReason.REPLAYED, PACKETS - 1L);
            if (mode.keyed()) {
                assertThat(summary.drops()).containsEntry(DropReason.BAD_HMAC, 2L * PACKETS);
            } else {
                assertThat(summary.drops()).containsEntry(DropReason.WRONG_TIMESTAMP, (long) PACKETS);
            }
            long dropped = summary.drops().values().stream().mapToLong(n -> n).sum();
            assertThat(dropped).isEqualTo(4L * PACKETS);
            assertThat(summary.rtt().minNanos())
                    .isBetween(0L, Duration.ofSeconds(10).toNanos());
            assertThat(outcome.interruption()).isNull();
        }
    }

    private static void reflectWildly(DatagramSocket socket, ProbeMode mode, @Nullable ProbeKeys keys)
            throws IOException {
        var config = new ReflectorConfig(
                mode, cipher(mode, keys), 0, 0, 0, Duration.ofMinutes(1).toNanos());
        var session = new ReflectorSession(config, WallClock.system());
        session.start(System.nanoTime());
        byte[] before = new byte[0];
        for (int i = 0; i < PACKETS; i++) {
            var packet = new DatagramPacket(new byte[2048], 2048);
            socket.receive(packet);
            byte[] asked = Arrays.copyOf(packet.getData(), packet.getLength());
            int length = session.reflect(
                    MemorySegment.ofArray(packet.getData()),
                    asked.length,
                    255,
                    -1,
                    WallClock.system().ntp(),
                    System.nanoTime());
            byte[] right = Arrays.copyOf(packet.getData(), length);
            byte[] flipped = right.clone();
            // With keys in the first block, else in the sender's timestamp.
            flipped[mode.keyed() ? 3 : 30] ^= 1;
            // The right one last: with the last of these the measurement is over.
            for (byte[] reply : new byte[][] {before, Arrays.copyOf(right, 30), asked, flipped, right}) {
                socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
            }
            before = right;
        }
    }

    private static SenderSession senderSession(ProbeMode mode, @Nullable ProbeKeys keys) {
        long timeout = Duration.ofSeconds(10).toNanos();
        var config = new SenderConfig(mode, cipher(mode, keys), mode.format().symmetricPadding(), false, timeout, 0);
        return new SenderSession(config, WallClock.system(), new SplittableRandom(1));
    }

    private static @Nullable ProbeCipher cipher(ProbeMode mode, @Nullable ProbeKeys keys) {
        if (keys == null) return null;
        return mode == ProbeMode.ENCRYPTED ? ProbeCipher.encrypted(keys) : ProbeCipher.authenticated(keys);
    }

    private static Modes modes(ProbeMode mode) {
        return switch (mode) {
            case OPEN -> Modes.UNAUTHENTICATED;
            case AUTHENTICATED -> Modes.AUTHENTICATED;
            case ENCRYPTED -> Modes.ENCRYPTED;
        };
    }

    private static byte[] packet(SenderSession session) {
        byte[] packet = new byte[session.packetLength()];
        session.prepare(MemorySegment.ofArray(packet));
        session.stamp(MemorySegment.ofArray(packet));
        session.sent(System.nanoTime(), 0);
        return packet;
    }

    private static void send(UdpSocket from, InetSocketAddress to, byte[] octets) {
        DatagramBatch batch = from.newBatch(1);
        var datagram = batch.at(0);
        MemorySegment.copy(MemorySegment.ofArray(octets), 0, datagram.payload(), 0, octets.length);
        datagram.length(octets.length);
        datagram.peer(to);
        assertThat(from.send(batch, 1)).isZero();
    }

    /** The next reply: sent with TTL 255 and the code point that the request asked for. */
    private static byte[] receive(UdpSocket socket) throws IOException {
        DatagramBatch batch = socket.newBatch(1);
        while (socket.receive(batch) != 1) socket.await(Duration.ofSeconds(20).toNanos());
        var datagram = batch.at(0);
        assertThat(datagram.timeToLive()).isEqualTo(255);
        assertThat(datagram.trafficClass() >> 2).isEqualTo(10);
        byte[] octets = new byte[datagram.length()];
        MemorySegment.copy(datagram.payload(), 0, MemorySegment.ofArray(octets), 0, octets.length);
        return octets;
    }
}
