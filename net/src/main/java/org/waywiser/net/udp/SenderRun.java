package org.waywiser.net.udp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.waywiser.protocol.metrics.TwoWayMetrics;
import org.waywiser.protocol.metrics.TwoWaySummary;
import org.waywiser.protocol.probe.SenderSession;

/**
 * A Session-Sender at work: a thread sends on schedule and receives between. It ends when all packets are sent and
 * each is answered or older than Timeout; not later. RFC 5357 §4.1.
 */
public final class SenderRun {
    /**
     * What a run takes over.
     *
     * @param reflector where packets go and replies come from
     */
    public record Sender(UdpSocket socket, InetSocketAddress reflector, SenderSession session) {}

    private record Request(CompletableFuture<TwoWayMetrics> answer, long atNanos) {}

    private final UdpSocket socket;
    private final SenderSession session;
    private final SenderEnd end;
    private final Runnable call;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private volatile int pathMtu;
    private volatile boolean stopping;
    private volatile boolean finished;

    /** @param call tells the thread at work that someone wants something of the run */
    SenderRun(Sender sender, SenderEnd end, Runnable call) {
        this.socket = sender.socket();
        this.session = sender.session();
        this.end = end;
        this.call = call;
    }

    /** Takes socket and session over and starts. */
    public static SenderRun start(UdpSocket socket, InetSocketAddress reflector, SenderSession session, SendPlan plan) {
        return startInterleaved(List.of(new Sender(socket, reflector, session)), plan)
                .getFirst();
    }

    /**
     * Starts several on one schedule: the gaps of the plan lie between their packets, which take turns. Each sends as many packets as
     * the plan has; when one is stopped, all are.
     */
    public static List<SenderRun> startInterleaved(List<Sender> senders, SendPlan plan) {
        List<SenderRun> runs = senders.stream()
                .map(sender -> new SenderRun(
                        sender,
                        new SenderEnd(
                                sender.socket(),
                                sender.reflector(),
                                sender.session(),
                                plan.dscp(),
                                plan.transmitStamps()),
                        sender.socket()::wakeUp))
                .toList();
        startThread(runs, new SenderLoop(runs, plan));
        return runs;
    }

    /**
     * Starts many, each on a schedule of its own, on few threads. So that not all send at the same moments, they begin one after the other within
     * a gap of their schedules.
     *
     * @param plan makes the plan of one, the same for each but for its schedule
     */
    public static List<SenderRun> startTogether(List<Sender> senders, Supplier<SendPlan> plan) throws IOException {
        List<SendPlan> plans = IntStream.range(0, senders.size())
                .mapToObj(i -> plan.get().after((double) i / senders.size()))
                .toList();
        List<UdpSocket> sockets = senders.stream().map(Sender::socket).toList();
        if (senders.size() == 1 || !SocketSet.possible(sockets)) {
            return IntStream.range(0, senders.size())
                    .mapToObj(i -> startInterleaved(List.of(senders.get(i)), plans.get(i))
                            .getFirst())
                    .toList();
        }
        return SenderPool.start(senders, plans);
    }

    static void startThread(List<SenderRun> runs, Runnable loop) {
        Thread.ofPlatform()
                .name("sender-" + runs.getFirst().socket().localAddress().getPort())
                .daemon()
                .start(loop);
    }

    /** Completed at the end, or exceptionally with an IOException. */
    public CompletableFuture<Void> ended() {
        return ended.copy();
    }

    /** The measurement at the end: evaluated then, once for each that this returned. */
    public CompletableFuture<TwoWaySummary> result() {
        return ended.thenApply(_ -> session.measured().summary());
    }

    /** The measurement so far; any thread. Evaluated by the caller, so that sending goes on. */
    public TwoWaySummary snapshot() {
        var request = new Request(new CompletableFuture<>(), System.nanoTime());
        requests.add(request);
        call.run();
        if (finished) answer();
        return request.answer().join().summary();
    }

    /** Octets of the largest IP packet on the way to the reflector, as known at the end; empty before, and if nothing knows. */
    public OptionalInt pathMtu() {
        return pathMtu == 0 ? OptionalInt.empty() : OptionalInt.of(pathMtu);
    }

    /** Sends no more; waits for the replies that are due, then ends. */
    public void stop() {
        stopping = true;
        call.run();
    }

    UdpSocket socket() {
        return socket;
    }

    SenderSession session() {
        return session;
    }

    SenderEnd end() {
        return end;
    }

    boolean stopping() {
        return stopping;
    }

    boolean over() {
        return finished;
    }

    /** The measurement is over: gives the socket back. */
    void finish() {
        try {
            pathMtu = socket.pathMtu();
        } catch (IOException e) {
            pathMtu = 0; // it never was connected
        }
        socket.close();
        session.conclude();
        finished = true;
        answer();
    }

    void complete() {
        ended.complete(null);
    }

    void fail(Exception reason) {
        ended.completeExceptionally(reason);
    }

    /** Whether someone has been waiting for a snapshot for longer than that. */
    boolean keepsWaiting(long nowNanos, long patienceNanos) {
        Request oldest = requests.peek();
        return oldest != null && nowNanos - oldest.atNanos() > patienceNanos;
    }

    /** Answers those who wait for a snapshot. */
    void answer() {
        if (requests.isEmpty()) return;
        TwoWayMetrics measured = session.measured();
        for (Request request = requests.poll(); request != null; request = requests.poll()) {
            request.answer().complete(measured);
        }
    }
}
