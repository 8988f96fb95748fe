package org.waywiser.node;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.waywiser.net.clock.WallClock;
import org.waywiser.protocol.probe.ProbeClock;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.protocol.probe.SenderConfig;
import org.waywiser.protocol.probe.SenderSession;
import org.waywiser.security.probe.ProbeCipher;
import org.waywiser.security.probe.ProbeKeys;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.RequestTwSession;
import org.waywiser.wire.control.TypeP;

/** A Session-Sender that sends what a test wants it to. */
final class RawSender implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final Duration TIMEOUT = Duration.ofMillis(300);

    private final DatagramSocket socket = new DatagramSocket(0, Plans.LOOPBACK);

    RawSender() throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    int port() {
        return socket.getLocalPort();
    }

    /** For a session that begins now. */
    static byte[] request(int port) {
        byte[] whole = RequestTwSession.of(
                        4,
                        port,
                        port,
                        Octets.zeros(16),
                        Octets.zeros(16),
                        64,
                        WallClock.system().ntp(),
                        NtpTimestamp.interval(TIMEOUT.toNanos()),
                        TypeP.ofDscp(0))
                .toByteArray();
        return Arrays.copyOf(whole, RequestTwSession.BODY_LENGTH);
    }

    void send(TwampServer server, byte[] octets) throws IOException {
        socket.send(new DatagramPacket(octets, octets.length, server.testAddress()));
    }

    /** Whether no reply is there that nobody has taken. */
    boolean hasHeardNothing() throws IOException {
        socket.setSoTimeout(1);
        try {
            socket.receive(new DatagramPacket(new byte[2048], 2048));
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            socket.setSoTimeout(PATIENCE_MILLIS);
        }
    }

    /** Sends a packet that claims to have been sent some seconds from now, or before now. */
    void sendStamped(TwampServer server, @Nullable ProbeKeys keys, long seconds) throws IOException {
        if (keys == null) throw new AssertionError("no keys");
        send(server, packet(ProbeMode.ENCRYPTED, ProbeCipher.encrypted(keys), seconds));
    }

    /** Sends a proper packet and waits for its reply. */
    byte[] exchange(TwampServer server, @Nullable ProbeKeys keys, long seconds) throws IOException {
        if (keys == null) throw new AssertionError("no keys");
        return exchange(server, ProbeMode.ENCRYPTED, ProbeCipher.encrypted(keys), seconds);
    }

    byte[] exchange(TwampServer server, ProbeMode mode, ProbeCipher cipher, long seconds) throws IOException {
        return exchange(server, packet(mode, cipher, seconds));
    }

    /** Sends any packet and waits for its reply. */
    byte[] exchange(TwampServer server, byte[] packet) throws IOException {
        send(server, packet);
        var reply = new DatagramPacket(new byte[2048], 2048);
        socket.receive(reply);
        return Arrays.copyOf(reply.getData(), reply.getLength());
    }

    private static byte[] packet(ProbeMode mode, ProbeCipher cipher, long seconds) {
        var config = new SenderConfig(mode, cipher, mode.format().symmetricPadding(), false, TIMEOUT.toNanos(), 0);
        var session = new SenderSession(config, new Shifted(seconds), new SplittableRandom(1));
        byte[] packet = new byte[config.packetLength()];
        session.prepare(MemorySegment.ofArray(packet));
        session.stamp(MemorySegment.ofArray(packet));
        return packet;
    }

    /** The clock of somebody who lives at another time. */
    private record Shifted(long seconds) implements ProbeClock {
        @Override
        public long ntp() {
            return WallClock.system().ntp() + (seconds << 32);
        }

        @Override
        public int errorEstimate() {
            return WallClock.system().errorEstimate();
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
