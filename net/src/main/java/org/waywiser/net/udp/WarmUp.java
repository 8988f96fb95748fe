package org.waywiser.net.udp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.waywiser.net.clock.WallClock;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.protocol.probe.ReflectorConfig;
import org.waywiser.protocol.probe.ReflectorSession;
import org.waywiser.protocol.probe.SenderConfig;
import org.waywiser.protocol.probe.SenderSession;
import org.waywiser.security.Secret;
import org.waywiser.security.probe.ProbeCipher;
import org.waywiser.security.probe.ProbeKeys;

/**
 * Plays a test session against itself over loopback until the virtual machine has compiled the way of a packet. Between
 * T1 or T3 and the kernel, interpreted code takes a tenth of a millisecond, and that would be measured as delay.
 */
public final class WarmUp {
    private static final int MOST_ROUNDS = 6_000;
    private static final long LONGEST_NANOS = 200_000_000L;
    private static final long TIMEOUT_NANOS = 1_000_000_000L;
    private static final int PADDING = 64;

    private static final Map<ProbeMode, CompletableFuture<Void>> BEGUN = new ConcurrentHashMap<>();

    private WarmUp() {}

    /**
     * Begins in a thread of its own, once for each mode; best as soon as the mode is known, while connections are still
     * being made. Every {@link SenderRun} waits for it before the first packet.
     *
     * @return completed when the way is compiled or 0.2 s have passed
     */
    public static CompletableFuture<Void> begin(ProbeMode mode) {
        return BEGUN.computeIfAbsent(mode, WarmUp::thread);
    }

    private static CompletableFuture<Void> thread(ProbeMode mode) {
        var done = new CompletableFuture<Void>();
        Thread.ofPlatform().name("warm-up").daemon().start(() -> {
            play(mode, MOST_ROUNDS, LONGEST_NANOS);
            done.complete(null);
        });
        return done;
    }

    /**
     * Plays until the rounds get no faster, or they or the time are over.
     *
     * @return rounds that brought an accepted reply
     */
    static long play(ProbeMode mode, int rounds, long longestNanos) {
        long begin = System.nanoTime();
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (var near = UdpSocket.open(loopback);
                var far = UdpSocket.open(loopback)) {
            near.connect(far.localAddress());
            var session = new SenderSession(
                    new SenderConfig(mode, cipher(mode), PADDING, false, TIMEOUT_NANOS, 0),
                    WallClock.system(),
                    new SplittableRandom(1));
            var sender = new SenderEnd(near, far.localAddress(), session, 0);
            var reflector = new ReflectorSession(
                    new ReflectorConfig(mode, cipher(mode), 0, 0, TIMEOUT_NANOS, TIMEOUT_NANOS), WallClock.system());
            reflector.start(begin);
            DatagramBatch reflected = far.newBatch(1);
            var pace = new Pace();
            long now = begin;
            for (int round = 0; round < rounds && now - begin < longestNanos && !pace.settled(); round++) {
                long before = now;
                sender.prepare();
                sender.send(now, 0);
                // Loopback delivers within the call to send.
                if (far.receive(reflected) == 1) {
                    ReflectorPort.reflect(reflected.at(0), reflector, now);
                    far.send(reflected, 1);
                }
                sender.receive();
                now = System.nanoTime();
                session.expire(now);
                pace.took(now - before);
            }
            return session.sent() - session.awaited();
        } catch (IOException e) {
            // Whoever opens a socket in earnest will say so.
            return 0;
        }
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
