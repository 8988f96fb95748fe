package org.waywiser.net.udp;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.waywiser.net.clock.WallClock;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.protocol.probe.ReflectorConfig;
import org.waywiser.protocol.probe.SenderConfig;
import org.waywiser.protocol.probe.SenderSession;
import org.waywiser.security.Secret;
import org.waywiser.security.probe.ProbeCipher;
import org.waywiser.security.probe.ProbeKeys;

/** Sessions on loopback, as tests of the data path need them. */
final class Probes {
    static final long LONG = Duration.ofSeconds(20).toNanos();
    static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private Probes() {}

    static @Nullable ProbeCipher cipher(ProbeMode mode) {
        var keys = new ProbeKeys(Secret.owning(new byte[16]), Secret.owning(new byte[32]));
        return switch (mode) {
            case OPEN -> null;
            case AUTHENTICATED -> ProbeCipher.authenticated(keys);
            case ENCRYPTED -> ProbeCipher.encrypted(keys);
        };
    }

    static ReflectorConfig reflector(ProbeMode mode, Duration timeout, Duration refwait) {
        return new ReflectorConfig(mode, cipher(mode), 10, 0, timeout.toNanos(), refwait.toNanos());
    }

    static ReflectorConfig reflector(ProbeMode mode) {
        return reflector(mode, Duration.ofSeconds(2), Duration.ofMinutes(15));
    }

    static SenderSession sender(ProbeMode mode, Duration timeout) {
        return new SenderSession(
                new SenderConfig(mode, cipher(mode), 64, false, timeout.toNanos(), 0),
                WallClock.system(),
                new SplittableRandom(1));
    }

    /** In open mode, keeping that many single packets. */
    static SenderSession recording(Duration timeout, int records) {
        return new SenderSession(
                new SenderConfig(ProbeMode.OPEN, null, 64, false, timeout.toNanos(), records),
                WallClock.system(),
                new SplittableRandom(1));
    }

    static UdpSocket socket() throws IOException {
        return UdpSocket.open(new InetSocketAddress(LOOPBACK, 0));
    }

    /** Sends octets that may or may not be a test packet. */
    static void send(UdpSocket from, InetSocketAddress to, byte[] octets) {
        DatagramBatch batch = from.newBatch(1);
        Datagram datagram = batch.at(0);
        MemorySegment.copy(octets, 0, datagram.payload(), ValueLayout.JAVA_BYTE, 0, octets.length);
        datagram.length(octets.length);
        datagram.peer(to);
        from.send(batch, 1);
    }

    /** An open-mode packet, number 0. */
    static byte[] packet() {
        var sender = sender(ProbeMode.OPEN, Duration.ofSeconds(2));
        byte[] packet = new byte[sender.packetLength()];
        sender.prepare(MemorySegment.ofArray(packet));
        sender.stamp(MemorySegment.ofArray(packet));
        sender.sent(0, 0);
        return packet;
    }

    /** Waits for one datagram, not for ever: nothing interrupts a thread that waits in the kernel. */
    static Datagram receive(UdpSocket socket) throws IOException {
        DatagramBatch batch = socket.newBatch(1);
        long end = System.nanoTime() + LONG;
        while (socket.receive(batch) != 1) {
            if (System.nanoTime() - end >= 0) throw new AssertionError("no datagram came");
            socket.await(LONG);
        }
        return batch.at(0);
    }
}
