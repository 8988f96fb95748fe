package org.waywiser.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.waywiser.net.clock.WallClock;
import org.waywiser.net.udp.UdpSocket;
import org.waywiser.node.MeasurementFailure.Kind;
import org.waywiser.node.OneWayPlan.Direction;
import org.waywiser.node.store.SessionStore;
import org.waywiser.protocol.control.ClientEffect;
import org.waywiser.protocol.metrics.DelaySummary;
import org.waywiser.protocol.probe.OneWayConfig;
import org.waywiser.protocol.probe.OneWaySender;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.control.FetchSession;
import org.waywiser.wire.control.OwampStopSessions.Description;

/** A session to the Server, whose results are fetched from it. RFC 4656 §3.9, §4.1. */
final class SentSession implements ClientSession {
    private final SessionStore store;
    private final OneWayPlan plan;
    private final Ends ends;
    private final OneWaySending sending;
    private final CompletableFuture<Void> complete = new CompletableFuture<>();

    /** Takes the socket over. */
    SentSession(
            SessionStore store, OneWayPlan plan, OneWayConfig config, UdpSocket socket, InetSocketAddress receiver) {
        this.store = store;
        this.plan = plan;
        this.ends = new Ends(Direction.TO_SERVER, config.sid(), socket.localAddress(), receiver);
        var session = new OneWaySender(
                config, plan.paddingLength(), plan.zeroPadding(), WallClock.system(), new SplittableRandom());
        this.sending = new OneWaySending(socket, receiver, config.sid(), session, plan.dscp(), plan.pacing());
    }

    @Override
    public Ends ends() {
        return ends;
    }

    @Override
    public void listen() {}

    @Override
    public void send() {
        sending.start();
        var _ = sending.complete(plan.timeout()).thenRun(() -> complete.complete(null));
    }

    @Override
    public CompletableFuture<Void> complete() {
        return complete;
    }

    @Override
    public OneWayProgress progress() {
        return OneWayProgress.ofSender(sending.sentSoFar());
    }

    @Override
    public void interrupt() {
        complete.complete(null);
    }

    @Override
    public Optional<Description> stopSending() {
        sending.stop();
        return Optional.of(sending.sent().join());
    }

    @Override
    public DelaySummary sendLag() {
        return sending.sendLag();
    }

    @Override
    public Result result(ClientConnection connection, ClientEffect.OneWay.@Nullable Ended theirs)
            throws MeasurementFailure, InterruptedException {
        checkSending();
        long sent = ClientSession.sent(sending.sent().join());
        if (theirs == null) return Result.nothing(sent);
        try {
            return Result.of(
                    SessionFetch.fetch(plan, connection, FetchSession.complete(ends.sid()), store.file(ends.sid())),
                    sent);
        } catch (IOException | MalformedMessage e) {
            throw new MeasurementFailure(Kind.NO_CONNECTION, "what was fetched cannot be read: " + e.getMessage());
        }
    }

    private void checkSending() throws MeasurementFailure {
        try {
            sending.check();
        } catch (IOException e) {
            throw MeasurementFailure.ofTestPackets(ends.receiver(), e);
        }
    }

    @Override
    public void close() {
        sending.stop();
    }
}
