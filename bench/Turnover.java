import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.AcceptSession;
import org.waywiser.wire.control.KeyId;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.RequestTwSession;
import org.waywiser.wire.control.ServerGreeting;
import org.waywiser.wire.control.ServerStart;
import org.waywiser.wire.control.SetUpResponse;
import org.waywiser.wire.control.StartSessions;
import org.waywiser.wire.control.StopSessions;
import org.waywiser.wire.control.TypeP;

/** Sessions of a TWAMP server on loopback that end and make room for others while all send. Started by {@code bench/turnover}, which looks at the server. */
final class Turnover {
    private static final byte[] SET_UP =
            new SetUpResponse(Modes.UNAUTHENTICATED, KeyId.NONE, Octets.zeros(64), Octets.zeros(16)).toByteArray();
    private static final byte[] START = sealed(new StartSessions().toByteArray(), 32);
    private static final int PACKET = 41;

    private Turnover() {}

    public static void main(String[] args) throws Exception {
        var server = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
        int[] n = Arrays.stream(args).skip(1).mapToInt(Integer::parseInt).toArray();
        turnOver(server, n[0], n[1], n[2], n[3]);
    }

    // ---- control connections

    /** In open mode a message ends with zeros in the place of the HMAC. */
    private static byte[] sealed(byte[] body, int length) {
        return Arrays.copyOf(body, length);
    }

    private static byte[] request(int port) {
        return sealed(
                RequestTwSession.of(4, port, 0, Octets.zeros(16), Octets.zeros(16), PACKET - 14, 0, 0, TypeP.ofDscp(0))
                        .toByteArray(),
                RequestTwSession.LENGTH);
    }

    private static byte[] stop(int sessions) {
        return sealed(new StopSessions(Accept.OK, sessions).toByteArray(), 32);
    }

    /** One that waits for each answer. */
    private static final class Control implements AutoCloseable {
        private final SocketChannel channel;
        private final ByteBuffer in = ByteBuffer.allocate(256);

        Control(InetSocketAddress server) throws IOException {
            channel = SocketChannel.open(server);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            answer(ServerGreeting.LENGTH);
            ask(SET_UP, ServerStart.LENGTH, 15);
        }

        int request(int port) throws IOException {
            ask(Turnover.request(port), AcceptSession.LENGTH, 0);
            return in.getShort(2) & 0xffff;
        }

        void start() throws IOException {
            ask(START, 32, 0);
        }

        void stop(int sessions) throws IOException {
            channel.write(ByteBuffer.wrap(Turnover.stop(sessions)));
        }

        private void ask(byte[] message, int length, int accept) throws IOException {
            channel.write(ByteBuffer.wrap(message));
            answer(length);
            if (in.get(accept) != 0) throw new IOException("Accept " + in.get(accept));
        }

        private void answer(int length) throws IOException {
            in.clear().limit(length);
            while (in.hasRemaining()) if (channel.read(in) < 0) throw new IOException("closed by the server");
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    // ---- sessions

    /** A sender: its socket takes in the reply to one packet right before it sends the next. */
    private static final class Session {
        final DatagramChannel channel;
        final Control control;
        final int port;
        volatile long sent;
        volatile long received;

        Session(InetSocketAddress server, Control control) throws IOException {
            this.control = control;
            channel = DatagramChannel.open().bind(new InetSocketAddress(server.getAddress(), 0));
            channel.configureBlocking(false);
            port = control.request(((InetSocketAddress) channel.getLocalAddress()).getPort());
            channel.connect(new InetSocketAddress(server.getAddress(), port));
        }

        void turn(ByteBuffer packet, ByteBuffer reply) throws IOException {
            receive(reply);
            packet.clear().putInt(0, (int) sent);
            if (channel.write(packet) == PACKET) sent++;
        }

        void receive(ByteBuffer reply) throws IOException {
            while (channel.read(reply.clear()) > 0) received++;
        }
    }

    private static ByteBuffer packet() {
        // S = 0, Scale 0, Multiplier 1
        return ByteBuffer.allocateDirect(PACKET).putShort(12, (short) 1);
    }

    /** Sends for all in turn, evenly; late packets follow at once. */
    private static void send(AtomicReferenceArray<Session> sessions, double perSecond, int seconds) throws IOException {
        ByteBuffer packet = packet();
        ByteBuffer reply = ByteBuffer.allocateDirect(2048);
        double gap = 1e9 / perSecond;
        long begin = System.nanoTime();
        long total = Math.round(perSecond * seconds);
        long latest = 0;
        for (long k = 0; k < total; ) {
            long now = System.nanoTime() - begin;
            long due = Math.min(total, (long) (now / gap) + 1);
            latest = Math.max(latest, now - (long) (k * gap));
            for (; k < due; k++) sessions.get((int) (k % sessions.length())).turn(packet, reply);
            LockSupport.parkNanos(500_000);
        }
        System.out.printf(Locale.ROOT, "at most %.1f ms behind%n", latest / 1e6);
    }

    /** A session each on a connection of its own, of which one after the other is replaced. */
    private static void turnOver(InetSocketAddress server, int count, int perSecond, int replacedPerSecond, int seconds)
            throws Exception {
        var sessions = new AtomicReferenceArray<Session>(count);
        for (int i = 0; i < count; i++) sessions.set(i, fresh(server));
        System.out.println("ready");
        System.in.read();
        var replacing = new Replacing(server, sessions, replacedPerSecond);
        var thread = Thread.ofPlatform().daemon().start(replacing);
        send(sessions, perSecond, seconds);
        replacing.finished = true;
        thread.join();
        LockSupport.parkNanos(1_000_000_000);
        for (int i = 0; i < count; i++) replacing.end(sessions.get(i));
        System.out.println("sessions " + replacing.ended + " sent " + replacing.sent + " lost "
                + (replacing.sent - replacing.received));
        System.in.read();
    }

    private static Session fresh(InetSocketAddress server) throws IOException {
        var control = new Control(server);
        var session = new Session(server, control);
        control.start();
        return session;
    }

    private static final class Replacing implements Runnable {
        private record Leaving(Session session, long atNanos) {}

        private final InetSocketAddress server;
        private final AtomicReferenceArray<Session> sessions;
        private final long gapNanos;
        private final ByteBuffer reply = ByteBuffer.allocateDirect(2048);
        volatile boolean finished;
        long ended;
        long sent;
        long received;

        Replacing(InetSocketAddress server, AtomicReferenceArray<Session> sessions, int perSecond) {
            this.server = server;
            this.sessions = sessions;
            gapNanos = 1_000_000_000L / perSecond;
        }

        @Override
        public void run() {
            try {
                var leaving = new ArrayDeque<Leaving>();
                long due = System.nanoTime();
                for (int at = 0; !finished; at = (at + 1) % sessions.length()) {
                    leaving.add(new Leaving(sessions.getAndSet(at, fresh(server)), System.nanoTime() + 300_000_000));
                    while (System.nanoTime() - leaving.peek().atNanos() >= 0) end(leaving.poll().session());
                    due += gapNanos;
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                LockSupport.parkNanos(300_000_000);
                for (var last : leaving) end(last.session());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void end(Session session) throws IOException {
            session.receive(reply);
            session.control.stop(1);
            session.control.close();
            session.channel.close();
            ended++;
            sent += session.sent;
            received += session.received;
        }
    }
}
