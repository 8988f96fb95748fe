package org.waywiser.cli;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.waywiser.net.clock.WallClock;
import org.waywiser.protocol.probe.ProbeClock;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.protocol.probe.ReflectorConfig;
import org.waywiser.protocol.probe.ReflectorSession;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.AcceptSession;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.RequestTwSession;
import org.waywiser.wire.control.ServerGreeting;
import org.waywiser.wire.control.ServerStart;
import org.waywiser.wire.control.SetUpResponse;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.StartAck;

/** A Server for one client and one session in open mode, with its answers and its silence under a test's control. */
final class OneSessionServer implements AutoCloseable {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final Sid SID = new Sid(Octets.hex("7f000001e0000000000000000000abcd"));
    private static final int COMMAND = 32;

    private final ServerSocket control = new ServerSocket(0, 1, LOOPBACK);
    private final DatagramSocket test = new DatagramSocket(0, LOOPBACK);
    private final CountDownLatch packets;
    private final CompletableFuture<byte[]> lastCommand = new CompletableFuture<>();

    private OneSessionServer(Accept connection, long reflects, boolean closesPort, int packets, ProbeClock clock)
            throws IOException {
        this.packets = new CountDownLatch(packets);
        Thread.startVirtualThread(() -> {
            try (Socket client = control.accept()) {
                serve(client, connection);
            } catch (IOException e) {
                lastCommand.completeExceptionally(e);
            }
        });
        Thread.startVirtualThread(() -> receive(reflects, closesPort, clock));
    }

    /** @param packets what {@link #awaitPackets} waits for */
    static OneSessionServer reflecting(int packets) throws IOException {
        return new OneSessionServer(Accept.OK, Long.MAX_VALUE, false, packets, WallClock.system());
    }

    /** @param clock of its reflector */
    static OneSessionServer withClock(ProbeClock clock) throws IOException {
        return new OneSessionServer(Accept.OK, Long.MAX_VALUE, false, 1, clock);
    }

    /**
     * Its reflector is gone after some packets; the control connection stays.
     *
     * @param closesPort whether its host says so by ICMP
     */
    static OneSessionServer vanishing(int after, boolean closesPort) throws IOException {
        return new OneSessionServer(Accept.OK, after, closesPort, 1, WallClock.system());
    }

    static OneSessionServer silent() throws IOException {
        return new OneSessionServer(Accept.OK, 0, false, 1, WallClock.system());
    }

    static OneSessionServer refusing(Accept accept) throws IOException {
        return new OneSessionServer(accept, 0, false, 1, WallClock.system());
    }

    private void serve(Socket client, Accept accept) throws IOException {
        var in = client.getInputStream();
        var out = client.getOutputStream();
        Octets zeros = Octets.zeros(16);
        out.write(new ServerGreeting(Modes.UNAUTHENTICATED, zeros, zeros, 1024).toByteArray());
        in.readNBytes(SetUpResponse.LENGTH);
        out.write(new ServerStart(accept, zeros, 0).toByteArray());
        if (!accept.ok()) return;
        in.readNBytes(RequestTwSession.LENGTH);
        out.write(padded(new AcceptSession(Accept.OK, test.getLocalPort(), SID).toByteArray(), AcceptSession.LENGTH));
        in.readNBytes(COMMAND);
        out.write(padded(new StartAck(Accept.OK).toByteArray(), StartAck.LENGTH));
        lastCommand.complete(in.readNBytes(COMMAND));
    }

    private static byte[] padded(byte[] message, int length) {
        return Arrays.copyOf(message, length);
    }

    private void receive(long reflects, boolean closesPort, ProbeClock clock) {
        var config = new ReflectorConfig(
                ProbeMode.OPEN, null, 0, 0, 0, Duration.ofMinutes(1).toNanos());
        var session = new ReflectorSession(config, clock);
        session.start(System.nanoTime());
        var packet = new DatagramPacket(new byte[2048], 2048);
        try {
            for (long received = 0; received < reflects || !closesPort; received++) {
                packet.setLength(2048);
                test.receive(packet);
                if (received < reflects) {
                    int length = session.reflect(
                            MemorySegment.ofArray(packet.getData()),
                            packet.getLength(),
                            255,
                            -1,
                            clock.ntp(),
                            System.nanoTime());
                    packet.setLength(length);
                    test.send(packet);
                }
                packets.countDown();
            }
            test.close();
        } catch (IOException e) {
            // The test is over.
        }
    }

    String address() {
        return "127.0.0.1:" + control.getLocalPort();
    }

    void awaitPackets() throws InterruptedException {
        if (!packets.await(60, TimeUnit.SECONDS)) throw new AssertionError("test packets missing");
    }

    /** First octet of what the client said last: 3 for Stop-Sessions. */
    int lastCommand() throws Exception {
        byte[] command = lastCommand.get(20, TimeUnit.SECONDS);
        return command.length == 0 ? -1 : command[0];
    }

    @Override
    public void close() throws IOException {
        control.close();
        test.close();
    }
}
