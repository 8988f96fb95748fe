package org.waywiser.net.udp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.waywiser.net.clock.WallClock;
import org.waywiser.protocol.metrics.DropReason;
import org.waywiser.protocol.probe.ReceiverSession;
import org.waywiser.protocol.probe.SessionEnd;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.OwampStopSessions.Description;

/** A Session-Receiver of OWAMP at work: a thread that records what arrives, until it is stopped. RFC 4656 §4.2. */
public final class ReceiverRun {
    /** Full batches in a row after which commands are obeyed all the same: a flood does not hold them up. */
    private static final int PATIENCE = 64;

    private final UdpSocket socket;
    private final Source sender;
    private final ReceiverSession session;
    private final WallClock clock = WallClock.system();
    private final Source lookup = new Source();
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Void> complete = new CompletableFuture<>();
    private final CompletableFuture<SessionEnd> ended = new CompletableFuture<>();
    private volatile boolean started;

    private ReceiverRun(UdpSocket socket, InetSocketAddress sender, ReceiverSession session) {
        this.socket = socket;
        this.sender = Source.of(sender);
        this.session = session;
    }

    /**
     * Takes socket and session over; packets count from {@link #start} on.
     *
     * @param sender whose packets count, from any of its ports if that is zero
     */
    public static ReceiverRun open(UdpSocket socket, InetSocketAddress sender, ReceiverSession session) {
        var run = new ReceiverRun(socket, sender, session);
        Thread.ofPlatform()
                .name("receiver-" + socket.localAddress().getPort())
                .daemon()
                .start(run::run);
        return run;
    }

    /** Start-Sessions came: packets that arrive from now on count. */
    public void start() {
        started = true;
        socket.wakeUp();
    }

    /** Completed when every packet of the session is received or lost, or the session has ended; exceptionally if receiving failed. */
    public CompletableFuture<Void> complete() {
        return complete.copy();
    }

    /**
     * The sender ended the session; what has arrived is taken in first.
     *
     * @param accept of Stop-Sessions
     * @param sent what it says of the session
     */
    public CompletableFuture<SessionEnd> stop(Accept accept, Description sent) {
        command(() -> ended.complete(
                session.stop(accept, sent.nextSequenceNumber(), sent.skipped(), clock.ntp(), clock.errorEstimate())));
        return ended.copy();
    }

    /** The control connection broke, or the session never started. */
    public CompletableFuture<SessionEnd> breakOff() {
        command(() -> ended.complete(session.broken()));
        return ended.copy();
    }

    /** Datagrams that were not recorded, and why; any thread. */
    public Map<DropReason, Long> drops() {
        return session.drops().nonZero();
    }

    /** Does something on the thread that records, between packets. */
    public void between(Runnable task) {
        command(task);
    }

    private void command(Runnable command) {
        commands.add(command);
        socket.wakeUp();
    }

    private void run() {
        try {
            receive();
            complete.complete(null);
        } catch (IOException | RuntimeException e) {
            fail(e);
        } finally {
            socket.close();
            // Whatever happens, nobody waits for ever.
            fail(new IllegalStateException("the receiver has died"));
        }
    }

    private void fail(Throwable cause) {
        ended.completeExceptionally(cause);
        complete.completeExceptionally(cause);
    }

    private void receive() throws IOException {
        DatagramBatch batch = socket.newBatch(socket.preferredBatch());
        int full = 0;
        while (!ended.isDone()) {
            int count = socket.receive(batch);
            // After receiving: a packet sent after Start-Ack always finds its session started.
            if (started) session.start();
            for (int i = 0; i < count; i++) take(batch.at(i));
            session.drops().count(DropReason.BUFFER_FULL, socket.overflowed());
            full = count == batch.places() ? full + 1 : 0;
            // What had arrived before a command is taken in before it is obeyed.
            if (full % PATIENCE != 0) continue;
            for (Runnable next = commands.poll(); next != null; next = commands.poll()) next.run();
            if (ended.isDone()) return;
            session.expire(clock.ntp(), clock.errorEstimate());
            if (session.complete()) complete.complete(null);
            if (count == 0) socket.await(untilDeadline());
        }
    }

    private long untilDeadline() {
        var deadline = session.deadlineNtp();
        if (deadline.isEmpty()) return Long.MAX_VALUE;
        // One nanosecond more: the deadline itself is still in time.
        return Math.max(0, NtpTimestamp.nanosBetween(clock.ntp(), deadline.getAsLong())) + 1;
    }

    private void take(Datagram datagram) {
        if (!lookup.at(datagram).fits(sender)) {
            session.drops().count(DropReason.STRAY);
        } else if (datagram.truncated()) {
            session.drops().count(DropReason.TRUNCATED);
        } else {
            session.received(
                    datagram.payload(),
                    datagram.length(),
                    datagram.timeToLive(),
                    datagram.stampNtp(),
                    clock.errorEstimate());
        }
    }
}
