package org.waywiser.node;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.waywiser.net.clock.WallClock;
import org.waywiser.net.udp.OneWaySenderRun;
import org.waywiser.net.udp.UdpSocket;
import org.waywiser.protocol.probe.OneWayConfig;
import org.waywiser.protocol.probe.OneWaySender;
import org.waywiser.wire.control.OwampStopSessions.Description;
import org.waywiser.wire.control.RequestSession;

/** The Session-Sender of one session of a Server. RFC 4656 §4.1. */
final class OneWaySending {
    private final UdpSocket socket;
    private final InetSocketAddress receiver;
    private final RequestSession request;
    private final OneWaySender session;
    private final CompletableFuture<Description> sent = new CompletableFuture<>();
    private @Nullable OneWaySenderRun run;

    OneWaySending(UdpSocket socket, InetSocketAddress receiver, RequestSession request, OneWayConfig config) {
        this.socket = socket;
        this.receiver = receiver;
        this.request = request;
        this.session = new OneWaySender(
                config, (int) request.paddingLength(), false, WallClock.system(), new SplittableRandom());
    }

    int port() {
        return socket.localAddress().getPort();
    }

    void start() {
        run = OneWaySenderRun.start(socket, receiver, session, request.typeP().dscp());
        // Where sending fails, nothing more was sent; that is all a Stop-Sessions can say.
        var _ = run.sent()
                .whenComplete(
                        (description, failure) -> sent.complete(failure == null ? description : session.description()));
    }

    /** Sends no more. */
    void stop() {
        if (run != null) {
            run.stop();
            return;
        }
        socket.close();
        sent.complete(new Description(request.sid(), 0, List.of()));
    }

    /** Completed when nothing more is sent. */
    CompletableFuture<Description> sent() {
        return sent;
    }
}
