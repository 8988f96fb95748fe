package org.waywiser.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.waywiser.protocol.probe.ProbeMode;

/** Two-way sessions, each on a connection of its own, that end and make room for others while all send. A program of its own. */
final class Replacing {
    private static final int PACKET = 41;

    /** How long the last replies of a session may take. */
    private static final long PATIENCE_NANOS = 2_000_000_000L;

    private final int server;
    private final AtomicReferenceArray<Session> sessions;
    private final ByteBuffer reply = ByteBuffer.allocateDirect(2048);
    private volatile boolean finished;
    private long ended;
    private long sent;
    private long received;

    private Replacing(int server, int count) {
        this.server = server;
        sessions = new AtomicReferenceArray<>(count);
    }

    /** Arguments: port, sessions at a time, packets a second of all together, sessions replaced a second, seconds. */
    public static void main(String[] arguments) throws Exception {
        int[] n = Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
        new Replacing(n[0], n[1]).run(n[2], n[3], n[4]);
    }

    static List<String> command(int... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Replacing.class.getName()));
        for (int argument : arguments) command.add(String.valueOf(argument));
        return command;
    }

    /** A sender: its socket takes in the replies to what it sent before right before it sends more. */
    private static final class Session {
        final DatagramChannel channel;
        final Control control;
        final AtomicLong sent = new AtomicLong();
        final AtomicLong received = new AtomicLong();

        Session(int server) throws IOException {
            channel = DatagramChannel.open().bind(new InetSocketAddress(Setting.LOOPBACK, 0));
            channel.configureBlocking(false);
            control = Control.open(server, ProbeMode.OPEN);
            int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
            channel.connect(new InetSocketAddress(
                    Setting.LOOPBACK, control.request(port, PACKET - 14).port()));
            control.start();
        }

        void turn(ByteBuffer packet, ByteBuffer reply) throws IOException {
            receive(reply);
            packet.clear().putInt(0, sent.intValue());
            if (channel.write(packet) == PACKET) sent.incrementAndGet();
        }

        void receive(ByteBuffer reply) throws IOException {
            while (channel.read(reply.clear()) > 0) received.incrementAndGet();
        }
    }

    private record Leaving(Session session, long atNanos) {}

    private void run(int perSecond, int replacedPerSecond, int seconds) throws Exception {
        for (int i = 0; i < sessions.length(); i++) sessions.set(i, new Session(server));
        System.out.println("ready");
        var replacing = Thread.ofPlatform().daemon().start(() -> replace(replacedPerSecond));
        long behind = send(perSecond, seconds);
        finished = true;
        replacing.join();
        for (int i = 0; i < sessions.length(); i++) end(new Leaving(sessions.get(i), System.nanoTime()));
        System.out.printf(
                Locale.ROOT,
                "sessions=%d packets=%d lost=%d behind=%.1f%n",
                ended,
                sent,
                sent - received,
                behind / 1e6);
    }

    /**
     * Sends for all in turn, evenly; late packets follow at once.
     *
     * @return how late one was at most, in nanoseconds
     */
    private long send(double perSecond, int seconds) throws IOException {
        // S = 0, Scale 0, Multiplier 1
        ByteBuffer packet = ByteBuffer.allocateDirect(PACKET).putShort(12, (short) 1);
        ByteBuffer replies = ByteBuffer.allocateDirect(2048);
        double gap = 1e9 / perSecond;
        long begin = System.nanoTime();
        long total = Math.round(perSecond * seconds);
        long latest = 0;
        for (long k = 0; k < total; ) {
            long now = System.nanoTime() - begin;
            long due = Math.min(total, (long) (now / gap) + 1);
            latest = Math.max(latest, now - (long) (k * gap));
            for (; k < due; k++) sessions.get((int) (k % sessions.length())).turn(packet, replies);
            LockSupport.parkNanos(500_000);
        }
        return latest;
    }

    /** One after the other. */
    private void replace(int perSecond) {
        try {
            var leaving = new ArrayDeque<Leaving>();
            long due = System.nanoTime();
            for (int at = 0; !finished; at = (at + 1) % sessions.length()) {
                leaving.add(new Leaving(sessions.getAndSet(at, new Session(server)), System.nanoTime()));
                // The sending thread may be about to use the one it has just taken.
                while (leaving.size() > perSecond) end(leaving.remove());
                due += 1_000_000_000L / perSecond;
                LockSupport.parkNanos(due - System.nanoTime());
            }
            for (var last : leaving) end(last);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void end(Leaving leaving) throws IOException {
        Session session = leaving.session();
        session.receive(reply);
        while (session.received.get() < session.sent.get() && System.nanoTime() - leaving.atNanos() < PATIENCE_NANOS) {
            LockSupport.parkNanos(1_000_000);
            session.receive(reply);
        }
        session.control.close();
        session.channel.close();
        ended++;
        sent += session.sent.get();
        received += session.received.get();
    }
}
