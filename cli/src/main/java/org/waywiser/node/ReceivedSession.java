package org.waywiser.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.waywiser.net.udp.ReceiverRun;
import org.waywiser.net.udp.UdpSocket;
import org.waywiser.node.MeasurementFailure.Kind;
import org.waywiser.node.OneWayPlan.Direction;
import org.waywiser.node.store.SessionRecorder;
import org.waywiser.node.store.SessionStore;
import org.waywiser.protocol.control.ClientEffect;
import org.waywiser.protocol.probe.OneWayConfig;
import org.waywiser.protocol.probe.ReceiverSession;
import org.waywiser.protocol.probe.SessionEnd;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.control.OwampStopSessions.Description;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.Sid;

/** A session from the Server, recorded here. RFC 4656 §4.2. */
final class ReceivedSession implements ClientSession {
    private final SessionStore store;
    private final Sid sid;
    private final InetSocketAddress sender;
    private final InetSocketAddress receiver;
    private final SessionRecorder recorder;
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
        this.sid = config.sid();
        this.sender = sender;
        this.receiver = socket.localAddress();
        this.recorder = store.begin(request);
        this.run = ReceiverRun.open(socket, sender, new ReceiverSession(config, recorder));
        var _ = run.complete().thenRun(() -> complete.complete(null));
    }

    @Override
    public Direction direction() {
        return Direction.FROM_SERVER;
    }

    @Override
    public Sid sid() {
        return sid;
    }

    @Override
    public InetSocketAddress sender() {
        return sender;
    }

    @Override
    public InetSocketAddress receiver() {
        return receiver;
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
    public void interrupt() {
        complete.complete(null);
    }

    @Override
    public Optional<Description> stopSending() {
        return Optional.empty();
    }

    @Override
    public Result result(ClientConnection connection, ClientEffect.OneWay.@Nullable Ended theirs)
            throws MeasurementFailure {
        Optional<Description> said = theirs == null
                ? Optional.empty()
                : theirs.sent().stream()
                        .filter(description -> description.sid().equals(sid))
                        .findFirst();
        SessionEnd end = theirs != null && said.isPresent()
                ? run.stop(theirs.accept(), said.get()).join()
                : run.breakOff().join();
        ended = true;
        if (end instanceof SessionEnd.Invalid(var cause)) {
            throw new MeasurementFailure(Kind.REFUSED, "the session from the server is void: " + cause.words());
        }
        try {
            recorder.end(end);
            return Result.of(
                    store.find(sid).orElseThrow(), said.map(ClientSession::sent).orElse(-1L));
        } catch (IOException | MalformedMessage e) {
            throw new MeasurementFailure(Kind.NO_CONNECTION, "the session was not recorded: " + e.getMessage());
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
