package org.waywiser.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.waywiser.net.udp.OneWaySenderRun;
import org.waywiser.net.udp.Pacing;
import org.waywiser.net.udp.UdpSocket;
import org.waywiser.protocol.metrics.DelaySummary;
import org.waywiser.protocol.probe.OneWaySender;
import org.waywiser.wire.control.OwampStopSessions.Description;
import org.waywiser.wire.control.Sid;

/** The Session-Sender of one session, at whichever end of the control connection. RFC 4656 §4.1. */
final class OneWaySending {
    /** RFC 4656 §3.8: so that Stop-Sessions reaches the receiver when Timeout is over there too. */
    private static final Duration INCREMENT = Duration.ofMillis(20);

    private final UdpSocket socket;
    private final InetSocketAddress receiver;
    private final Sid sid;
    private final OneWaySender session;
    private final int dscp;
    private final Pacing pacing;
    private final CompletableFuture<Description> sent = new CompletableFuture<>();
    private volatile @Nullable OneWaySenderRun run;
    private volatile @Nullable Throwable failure;

    /** Takes the socket over. */
    OneWaySending(
            UdpSocket socket, InetSocketAddress receiver, Sid sid, OneWaySender session, int dscp, Pacing pacing) {
        this.socket = socket;
        this.receiver = receiver;
        this.sid = sid;
        this.session = session;
        this.dscp = dscp;
        this.pacing = pacing;
    }

    void start() {
        OneWaySenderRun started = OneWaySenderRun.start(socket, receiver, session, dscp, pacing);
        run = started;
        var _ = started.sent().whenComplete((description, thrown) -> {
            failure = thrown;
            // Where sending fails, nothing more was sent; that is all a Stop-Sessions can say.
            sent.complete(thrown == null ? description : session.description());
        });
    }

    /** Packets that have left; any thread. */
    long sentSoFar() {
        OneWaySenderRun running = run;
        return running == null ? 0 : running.sentSoFar();
    }

    /** How late packets left, once nothing more is sent. */
    DelaySummary sendLag() {
        OneWaySenderRun running = run;
        return running == null ? DelaySummary.NONE : running.sendLag();
    }

    /** Sends no more. */
    void stop() {
        OneWaySenderRun running = run;
        if (running != null) {
            running.stop();
            return;
        }
        socket.close();
        sent.complete(new Description(sid, 0, List.of()));
    }

    /** Completed when nothing more is sent. */
    CompletableFuture<Description> sent() {
        return sent;
    }

    /** Completed so long after that. RFC 4656 §3.8. */
    CompletableFuture<Void> complete(Duration timeout) {
        long rest = timeout.plus(INCREMENT).toNanos();
        return sent.thenRunAsync(() -> {}, CompletableFuture.delayedExecutor(rest, TimeUnit.NANOSECONDS));
    }

    /** Fails if sending did; asked once nothing more is sent. */
    void check() throws IOException {
        Throwable thrown = failure;
        if (thrown instanceof IOException io) throw io;
        if (thrown != null) throw new IllegalStateException(thrown);
    }
}
