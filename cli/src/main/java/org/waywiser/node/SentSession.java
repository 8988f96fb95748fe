package org.waywiser.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.waywiser.net.clock.WallClock;
import org.waywiser.net.udp.OneWaySenderRun;
import org.waywiser.net.udp.UdpSocket;
import org.waywiser.node.MeasurementFailure.Kind;
import org.waywiser.node.OneWayPlan.Direction;
import org.waywiser.protocol.control.ClientEffect;
import org.waywiser.protocol.control.ClientInput.OneWay;
import org.waywiser.protocol.metrics.OneWayMetrics;
import org.waywiser.protocol.metrics.OneWaySummary;
import org.waywiser.protocol.probe.OneWayConfig;
import org.waywiser.protocol.probe.OneWaySender;
import org.waywiser.wire.AddressText;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.control.FetchSession;
import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.control.OwampStopSessions.Description;
import org.waywiser.wire.control.Sid;

/** A session to the Server, whose results are fetched from it. RFC 4656 §3.9, §4.1. */
final class SentSession implements ClientSession {
    /** RFC 4656 §3.8: so that Stop-Sessions reaches the receiver when Timeout is over there too. */
    private static final Duration INCREMENT = Duration.ofMillis(50);

    private final OneWayPlan plan;
    private final Sid sid;
    private final UdpSocket socket;
    private final InetSocketAddress sender;
    private final InetSocketAddress receiver;
    private final OneWaySender session;
    private final CompletableFuture<Void> complete = new CompletableFuture<>();
    private @Nullable OneWaySenderRun run;

    /** Takes the socket over. */
    SentSession(OneWayPlan plan, OneWayConfig config, UdpSocket socket, InetSocketAddress receiver) {
        this.plan = plan;
        this.sid = config.sid();
        this.socket = socket;
        this.sender = socket.localAddress();
        this.receiver = receiver;
        this.session = new OneWaySender(
                config, plan.paddingLength(), plan.zeroPadding(), WallClock.system(), new SplittableRandom());
    }

    @Override
    public Direction direction() {
        return Direction.TO_SERVER;
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
    public void listen() {}

    @Override
    public void send() {
        var started = OneWaySenderRun.start(socket, receiver, session, plan.dscp());
        run = started;
        long rest = plan.timeout().plus(INCREMENT).toNanos();
        var later = CompletableFuture.delayedExecutor(rest, TimeUnit.NANOSECONDS);
        var _ = started.sent().whenCompleteAsync((_, _) -> complete.complete(null), later);
    }

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
        return Optional.of(description());
    }

    /** Where sending failed, nothing more was sent; that is all a Stop-Sessions can say. */
    private Description description() {
        OneWaySenderRun started = run;
        if (started == null) return new Description(sid, 0, List.of());
        started.stop();
        return started.sent().exceptionally(_ -> session.description()).join();
    }

    @Override
    public OneWaySummary result(ClientConnection connection, ClientEffect.OneWay.@Nullable Ended theirs)
            throws MeasurementFailure, InterruptedException {
        checkSending();
        var metrics = new OneWayMetrics();
        long sent = ClientSession.sent(description());
        if (theirs == null) return metrics.summary(sent);
        connection.tell(new OneWay.Fetch(FetchSession.complete(sid)));
        while (true) {
            switch (connection.next()) {
                case ClientEffect.OneWay.Fetching _ -> {}
                case ClientEffect.OneWay.Records(Octets octets) -> add(octets, metrics);
                case ClientEffect.OneWay.Fetched _ -> {
                    return metrics.summary(sent);
                }
                case ClientEffect.OneWay.FetchRefused(var accept) ->
                    throw new MeasurementFailure(
                            Kind.REFUSED,
                            AddressText.of(plan.server()) + " does not give the results of session " + sid + ": "
                                    + accept.words());
                case ClientEffect.Close(var reason, var accept) ->
                    throw ControlSession.failure(plan, reason, accept, false);
                case ClientEffect other -> throw new IllegalStateException("instead of records: " + other);
            }
        }
    }

    private void checkSending() throws MeasurementFailure {
        OneWaySenderRun started = run;
        if (started == null) return;
        try {
            var _ = started.sent().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException io) {
                throw new MeasurementFailure(
                        Kind.NO_CONNECTION, "test packets to " + AddressText.of(receiver) + ": " + io.getMessage());
            }
            throw e;
        }
    }

    private static void add(Octets octets, OneWayMetrics metrics) {
        try {
            var in = WireReader.of(octets);
            while (in.remaining() > 0) metrics.add(FetchedRecord.read(in));
        } catch (MalformedMessage e) {
            throw new IllegalStateException("records in part", e);
        }
    }

    @Override
    public void close() {
        if (run == null) socket.close();
        else run.stop();
    }
}
