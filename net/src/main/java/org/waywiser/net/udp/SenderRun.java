package org.waywiser.net.udp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.waywiser.net.linux.Threads;
import org.waywiser.protocol.metrics.TwoWayMetrics;
import org.waywiser.protocol.metrics.TwoWaySummary;
import org.waywiser.protocol.probe.SenderSession;

/**
 * A Session-Sender at work: one thread sends on schedule and receives between. It ends when all packets are sent and
 * each is answered or older than Timeout; not later. RFC 5357 §4.1.
 */
public final class SenderRun {
    /** A snapshot copies histograms, which takes tens of microseconds: not right before a packet is due. */
    private static final long SNAPSHOT_ROOM_NANOS = 500_000;

    /** Where packets follow each other too closely for that, a snapshot is made all the same after so long. */
    private static final long SNAPSHOT_PATIENCE_NANOS = 100_000_000;

    private record Request(CompletableFuture<TwoWayMetrics> answer, long atNanos) {}

    private final UdpSocket socket;
    private final InetSocketAddress reflector;
    private final SenderSession session;
    private final SendPlan plan;
    private final CompletableFuture<TwoWaySummary> result = new CompletableFuture<>();
    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private volatile boolean stopping;
    private volatile boolean finished;

    private SenderRun(UdpSocket socket, InetSocketAddress reflector, SenderSession session, SendPlan plan) {
        this.socket = socket;
        this.reflector = reflector;
        this.session = session;
        this.plan = plan;
    }

    /**
     * Takes socket and session over and starts.
     *
     * @param reflector where packets go and replies come from
     */
    public static SenderRun start(UdpSocket socket, InetSocketAddress reflector, SenderSession session, SendPlan plan) {
        var run = new SenderRun(socket, reflector, session, plan);
        Thread.ofPlatform()
                .name("sender-" + socket.localAddress().getPort())
                .daemon()
                .start(run::run);
        return run;
    }

    /** Completed at the end, with the measurement, or exceptionally with an IOException. */
    public CompletableFuture<TwoWaySummary> result() {
        return result.copy();
    }

    /** The measurement so far; any thread. Evaluated by the caller, so that sending goes on. */
    public TwoWaySummary snapshot() {
        var request = new Request(new CompletableFuture<>(), System.nanoTime());
        requests.add(request);
        socket.wakeUp();
        if (finished) answer();
        return request.answer().join().summary();
    }

    /** Sends no more; waits for the replies that are due, then ends. */
    public void stop() {
        stopping = true;
        socket.wakeUp();
    }

    private void run() {
        try (var pacer = new Pacer(socket)) {
            measure(pacer);
            finish();
            result.complete(session.measured().summary());
        } catch (IOException | RuntimeException e) {
            finish();
            result.completeExceptionally(e);
        }
    }

    private void finish() {
        socket.close();
        finished = true;
        answer();
    }

    private void measure(Pacer pacer) throws IOException {
        Threads.timerSlack(1);
        socket.connect(reflector);
        var ends = new SenderEnd(socket, reflector, session, plan.dscp());
        WarmUp.begin(session.config().mode()).join();
        long due = System.nanoTime() + plan.startDelayNanos();
        while (true) {
            boolean more = !stopping && session.sent() < plan.packets();
            if (more) ends.prepare();
            long now = System.nanoTime();
            if (more && now - due >= 0) {
                ends.send(now, now - due);
                due = next(due, now);
            }
            long left = more ? due - now : Long.MAX_VALUE;
            if (Pacer.roomToReceive(left) && ends.receive()) continue;
            if (left > SNAPSHOT_ROOM_NANOS || impatient(now)) answer();
            session.expire(now);
            if (session.sent() < plan.packets() && !stopping) {
                if (ends.prepared()) pacer.approach(due);
            } else if (session.awaited() == 0) {
                return;
            } else {
                socket.await(session.deadline().orElse(now) - now);
            }
        }
    }

    /** Lateness does not shift the schedule, unless it exceeds Timeout: then a burst would measure nothing but itself. */
    private long next(long due, long now) {
        long gap = plan.schedule().nextGapNanos();
        return now - due > session.config().timeoutNanos() ? now + gap : due + gap;
    }

    private boolean impatient(long nowNanos) {
        Request oldest = requests.peek();
        return oldest != null && nowNanos - oldest.atNanos() > SNAPSHOT_PATIENCE_NANOS;
    }

    private void answer() {
        if (requests.isEmpty()) return;
        TwoWayMetrics measured = session.measured();
        for (Request request = requests.poll(); request != null; request = requests.poll()) {
            request.answer().complete(measured);
        }
    }
}
