package org.waywiser.net.udp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.waywiser.net.clock.WallClock;
import org.waywiser.protocol.metrics.DropCounters;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.protocol.probe.ReflectorConfig;
import org.waywiser.protocol.probe.ReflectorSession;
import org.waywiser.protocol.probe.SenderConfig;
import org.waywiser.protocol.probe.SenderSession;
import org.waywiser.protocol.stamp.StampSenderCodec;
import org.waywiser.protocol.stamp.StampSenderConfig;
import org.waywiser.security.HmacSha256;
import org.waywiser.security.Secret;
import org.waywiser.security.probe.ProbeCipher;
import org.waywiser.security.probe.ProbeKeys;
import org.waywiser.wire.stamp.StampFormat;

/**
 * Plays a test session against itself over loopback until the virtual machine has compiled the way of a packet. Between
 * T1 or T3 and the kernel, interpreted code takes a tenth of a millisecond, and that would be measured as delay.
 */
public final class WarmUp {
    private static final int MOST_ROUNDS = 6_000;
    private static final long LONGEST_NANOS = 200_000_000L;

    /** The second compiler begins with what was called some thousand times, and takes a while. */
    private static final int MOST_THOROUGH_ROUNDS = 50_000;

    private static final long LONGEST_THOROUGH_NANOS = 1_000_000_000L;
    private static final long TIMEOUT_NANOS = 1_000_000_000L;
    private static final int PADDING = 64;

    /**
     * What is played.
     *
     * @param stamp packets of STAMP, or of TWAMP
     * @param thorough until the second compiler has done its work too, or what it has done while 1 s passes
     */
    record Play(boolean stamp, ProbeMode mode, boolean thorough) {
        static Play of(SenderSession session, Pacing pacing) {
            return new Play(session.codec() instanceof StampSenderCodec, session.mode(), pacing.precise());
        }

        int mostRounds() {
            return thorough ? MOST_THOROUGH_ROUNDS : MOST_ROUNDS;
        }

        long longestNanos() {
            return thorough ? LONGEST_THOROUGH_NANOS : LONGEST_NANOS;
        }
    }

    /** The other end. */
    private interface Answering {
        void answer(Datagram datagram, long nowNanos);
    }

    private static final Map<Play, CompletableFuture<Void>> BEGUN = new ConcurrentHashMap<>();

    private WarmUp() {}

    /**
     * Begins in a thread of its own, once for each mode of TWAMP; best as soon as the mode is known, while connections are still
     * being made. Every {@link SenderRun} waits for it before the first packet.
     *
     * @return completed when the way is compiled or 0.2 s have passed
     */
    public static CompletableFuture<Void> begin(ProbeMode mode) {
        return begin(new Play(false, mode, false));
    }

    /** The same for STAMP, open or authenticated. */
    public static CompletableFuture<Void> beginStamp(ProbeMode mode) {
        return begin(new Play(true, mode, false));
    }

    static CompletableFuture<Void> begin(Play play) {
        return BEGUN.computeIfAbsent(play, WarmUp::thread);
    }

    private static CompletableFuture<Void> thread(Play play) {
        var done = new CompletableFuture<Void>();
        Thread.ofPlatform().name("warm-up").daemon().start(() -> {
            play(play, play.mostRounds(), play.longestNanos());
            done.complete(null);
        });
        return done;
    }

    /**
     * Plays until the rounds get no faster, or they or the time are over.
     *
     * @return rounds that brought an accepted reply
     */
    static long play(Play play, int rounds, long longestNanos) {
        long begin = System.nanoTime();
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (var near = UdpSocket.open(loopback);
                var far = UdpSocket.open(loopback)) {
            SenderSession session = session(play);
            var sender = new SenderEnd(near, far.localAddress(), session, 0, true);
            sender.connect();
            Answering reflector = reflector(play, far, begin);
            DatagramBatch reflected = far.newBatch(1);
            var pace = new Pace();
            long now = begin;
            for (int round = 0; round < rounds && now - begin < longestNanos; round++) {
                long before = now;
                sender.prepare();
                sender.send(now, 0);
                // Loopback delivers within the call to send.
                if (far.receive(reflected) == 1) {
                    reflector.answer(reflected.at(0), now);
                    far.send(reflected, 1);
                }
                sender.receive();
                now = System.nanoTime();
                session.expire(now);
                if (!play.thorough()) pace.took(now - before);
                if (pace.settled()) break;
            }
            return session.sent() - session.awaited();
        } catch (IOException e) {
            // Whoever opens a socket in earnest will say so.
            return 0;
        }
    }

    private static SenderSession session(Play play) {
        var random = new SplittableRandom(1);
        ProbeMode mode = play.mode();
        if (!play.stamp()) {
            var config = new SenderConfig(mode, cipher(mode), PADDING, false, TIMEOUT_NANOS, 0);
            return new SenderSession(config, WallClock.system(), random);
        }
        boolean open = mode == ProbeMode.OPEN;
        var format = open ? StampFormat.UNAUTHENTICATED : StampFormat.AUTHENTICATED;
        var hmac = open ? null : new HmacSha256(stampKey());
        var config = new StampSenderConfig(format, hmac, hmac, 1, false, 0, true, List.of());
        var codec = new StampSenderCodec(config, WallClock.system(), random, () -> {});
        return new SenderSession(codec, TIMEOUT_NANOS, 0, WallClock.system());
    }

    private static Answering reflector(Play play, UdpSocket socket, long begin) {
        ProbeMode mode = play.mode();
        if (!play.stamp()) {
            var config = new ReflectorConfig(mode, cipher(mode), 0, 0, TIMEOUT_NANOS, TIMEOUT_NANOS);
            var session = new ReflectorSession(config, WallClock.system());
            session.start(begin);
            return (datagram, now) -> ReflectorPort.reflect(datagram, session, now);
        }
        boolean open = mode == ProbeMode.OPEN;
        var service = new StampService(open, open ? null : stampKey(), null, true, false, dscp -> dscp == 0, true);
        return new StampResponder(service, socket, WallClock.system(), new DropCounters(), Runnable::run)::answer;
    }

    private static Secret stampKey() {
        return Secret.owning(new byte[32]);
    }

    /** Keys that protect nothing. */
    private static @Nullable ProbeCipher cipher(ProbeMode mode) {
        var keys = new ProbeKeys(Secret.owning(new byte[16]), Secret.owning(new byte[32]));
        return switch (mode) {
            case OPEN -> null;
            case AUTHENTICATED -> ProbeCipher.authenticated(keys);
            case ENCRYPTED -> ProbeCipher.encrypted(keys);
        };
    }
}
