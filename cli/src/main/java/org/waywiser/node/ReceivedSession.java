package org.waywiser.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.waywiser.net.udp.ReceiverRun;
import org.waywiser.net.udp.UdpSocket;
import org.waywiser.node.MeasurementFailure.Kind;
import org.waywiser.node.OneWayPlan.Direction;
import org.waywiser.node.store.SessionRecorder;
import org.waywiser.node.store.SessionStore;
import org.waywiser.protocol.control.ClientEffect;
import org.waywiser.protocol.metrics.DelaySummary;
import org.waywiser.protocol.probe.OneWayConfig;
import org.waywiser.protocol.probe.ReceiverSession;
import org.waywiser.protocol.probe.SessionEnd;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.control.OwampStopSessions.Description;
import org.waywiser.wire.control.RequestSession;

/** A session from the Server, recorded here. RFC 4656 §4.2. */
final class ReceivedSession implements ClientSession {
    private final SessionStore store;
    private final Ends ends;
    private final SessionRecorder recorder;
    private final OneWayProgress.Watch watch;
    private final ReceiverRun run;
    private final CompletableFuture<Void> complete = new CompletableFuture<>();
    private boolean ended;

    /**
     * Takes the socket over.
     *
     * @param request with the ports that are really used
     */
    ReceivedSession(
            SessionStore store, RequestSession request, OneWayConfig config, UdpSocket socket, InetSocketAddress sender)
            throws IOException {
        this.store = store;
        this.ends = new Ends(Direction.FROM_SERVER, config.sid(), sender, socket.localAddress());
        this.recorder = store.begin(request);
        this.watch = new OneWayProgress.Watch(recorder);
        this.run = ReceiverRun.open(socket, sender, new ReceiverSession(config, watch));
        var _ = run.complete().whenComplete((_, _) -> complete.complete(null));
    }

    @Override
    public Ends ends() {
        return ends;
    }

    @Override
    public void listen() {
        run.start();
    }

    @Override
    public void send() {}

    @Override
    public CompletableFuture<Void> complete() {
        return complete;
    }

    @Override
    public OneWayProgress progress() {
        return watch.progress();
    }

    @Override
    public void interrupt() {
        complete.complete(null);
    }

    @Override
    public Optional<Description> stopSending() {
        return Optional.empty();
    }

    @Override
    public DelaySummary sendLag() {
        return DelaySummary.NONE;
    }

    @Override
    public Result result(ClientConnection connection, ClientEffect.OneWay.@Nullable Ended theirs)
            throws MeasurementFailure {
        Optional<Description> said = theirs == null
                ? Optional.empty()
                : theirs.sent().stream()
                        .filter(description -> description.sid().equals(ends.sid()))
                        .findFirst();
        SessionEnd end =
                join(theirs != null && said.isPresent() ? run.stop(theirs.accept(), said.get()) : run.breakOff());
        ended = true;
        if (end instanceof SessionEnd.Invalid(var cause)) {
            throw new MeasurementFailure(Kind.REFUSED, "the session from the server is void: " + cause.words());
        }
        try {
            recorder.end(end);
            IOException missing = recorder.failure();
            if (missing != null) throw missing;
            return Result.of(
                    store.find(ends.sid()).orElseThrow(),
                    said.map(ClientSession::sent).orElse(-1L));
        } catch (IOException | MalformedMessage e) {
            throw new MeasurementFailure(Kind.NO_CONNECTION, "the session was not recorded: " + e.getMessage());
        }
    }

    private static SessionEnd join(CompletableFuture<SessionEnd> end) throws MeasurementFailure {
        try {
            return end.join();
        } catch (CompletionException e) {
            throw new MeasurementFailure(Kind.NO_CONNECTION, "test packets could not be received: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        if (ended) return;
        var _ = run.breakOff().handle((_, _) -> {
            try {
                recorder.discard();
            } catch (IOException e) {
                // What is left is in a folder for such things.
            }
            return null;
        });
    }
}
