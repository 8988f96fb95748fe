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
    private final OneWayPlan plan;
    private final Sid sid;
    private final InetSocketAddress sender;
    private final InetSocketAddress receiver;
    private final OneWaySending sending;
    private final CompletableFuture<Void> complete = new CompletableFuture<>();

    /** Takes the socket over. */
    SentSession(OneWayPlan plan, OneWayConfig config, UdpSocket socket, InetSocketAddress receiver) {
        this.plan = plan;
        this.sid = config.sid();
        this.sender = socket.localAddress();
        this.receiver = receiver;
        var session = new OneWaySender(
                config, plan.paddingLength(), plan.zeroPadding(), WallClock.system(), new SplittableRandom());
        this.sending = new OneWaySending(socket, receiver, sid, session, plan.dscp());
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
        sending.start();
        var _ = sending.complete(plan.timeout()).thenRun(() -> complete.complete(null));
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
        sending.stop();
        return Optional.of(sending.sent().join());
    }

    @Override
    public OneWaySummary result(ClientConnection connection, ClientEffect.OneWay.@Nullable Ended theirs)
            throws MeasurementFailure, InterruptedException {
        checkSending();
        var metrics = new OneWayMetrics();
        long sent = ClientSession.sent(sending.sent().join());
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
        try {
            sending.check();
        } catch (IOException e) {
            throw new MeasurementFailure(
                    Kind.NO_CONNECTION, "test packets to " + AddressText.of(receiver) + ": " + e.getMessage());
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
        sending.stop();
    }
}
