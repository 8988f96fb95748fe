package org.waywiser.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.waywiser.net.clock.WallClock;
import org.waywiser.node.MeasurementFailure.Kind;
import org.waywiser.node.OneWayPlan.Direction;
import org.waywiser.node.ThirdPartyClient.Server;
import org.waywiser.node.store.SessionStore;
import org.waywiser.protocol.control.ClientEffect;
import org.waywiser.protocol.control.ClientInput;
import org.waywiser.protocol.control.ClientInput.OneWay;
import org.waywiser.protocol.control.CloseReason;
import org.waywiser.protocol.control.ControlClient;
import org.waywiser.protocol.control.Profile;
import org.waywiser.protocol.metrics.DelaySummary;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.security.control.ControlKeys;
import org.waywiser.wire.AddressText;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.FetchSession;
import org.waywiser.wire.control.OwampStopSessions.Description;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.TypeP;

/**
 * One session from one Server to another, with a control connection to each: the one that sends is told the SID and the port of the one
 * that receives, and the one that receives what was sent. RFC 4656 §3.5–3.9.
 */
final class ThirdPartySession {
    private static final long LEAST_LEAD_NANOS = 200_000_000;
    private static final long MOST_LEAD_NANOS = 5_000_000_000L;

    /** A control connection that takes the session keys it is given. RFC 4656 §3.1. */
    private record End(InetSocketAddress server, @Nullable InetAddress source, int dscp, ControlKeys keys)
            implements ControlPlan {
        @Override
        public ControlClient machine(Profile profile, long maxCount, RandomGenerator random) {
            return ControlClient.owamp(profile, maxCount, random, keys::copy, System.nanoTime());
        }
    }

    /** An end to which the set-up is complete. */
    private record Open(End end, ControlSession control) {
        ClientConnection connection() {
            return control.connection();
        }

        InetAddress address() {
            return connection().connection().peer().getAddress();
        }

        ClientEffect.SessionAccepted ask(RequestSession request) throws MeasurementFailure, InterruptedException {
            connection().tell(new OneWay.Request(request));
            return switch (connection().next()) {
                case ClientEffect.SessionAccepted session -> session;
                case ClientEffect.SessionRefused(Accept accept) ->
                    throw new MeasurementFailure(
                            Kind.REFUSED,
                            name() + " refused a session with the other server: " + accept.words()
                                    + "; does its --third-party allow it?");
                case ClientEffect.Close(var reason, var accept) -> throw control.refused(end, reason, accept);
                case ClientEffect other -> throw new IllegalStateException("after a request: " + other);
            };
        }

        void start() throws MeasurementFailure, InterruptedException {
            connection().tell(new ClientInput.Start());
            switch (connection().next()) {
                case ClientEffect.Started _ -> {}
                case ClientEffect.Close(var reason, var accept) ->
                    throw ControlSession.failure(end, reason, accept, false);
                case ClientEffect other -> throw new IllegalStateException("after Start-Sessions: " + other);
            }
        }

        /**
         * Says Stop-Sessions and hears it.
         *
         * @param sent what the other Server has sent to this one
         */
        ClientEffect.OneWay.Ended stop(List<Description> sent)
                throws Missing, MeasurementFailure, InterruptedException {
            connection().tell(new OneWay.End(Accept.OK, sent));
            return switch (connection().next()) {
                case ClientEffect.OneWay.Ended ended when ended.accept().ok() -> ended;
                // RFC 4656 §3.8: whatever can be fetched, it does not count.
                case ClientEffect.OneWay.Ended ended ->
                    throw new MeasurementFailure(
                            Kind.REFUSED,
                            name() + " ended the session: " + ended.accept().words());
                case ClientEffect.Close(var reason, var _)
                when reason == CloseReason.REPLY_TIMEOUT ->
                    throw new Missing(name() + " fell silent: it did not answer Stop-Sessions");
                case ClientEffect.Close _ -> throw broken();
                case ClientEffect other -> throw new IllegalStateException("instead of Stop-Sessions: " + other);
            };
        }

        Missing broken() {
            return new Missing("the control connection with " + name() + " broke");
        }

        String name() {
            return AddressText.of(end.server());
        }
    }

    /** Results that there may be, but not here. */
    private static final class Missing extends Exception {
        private static final long serialVersionUID = 1L;

        Missing(String reason) {
            super(reason);
        }
    }

    private final OneWayPlan plan;
    private final Direction direction;
    private final Server sender;
    private final Server receiver;
    private final SessionStore store;
    private final RandomGenerator random;
    private volatile @Nullable ClientConnection running;
    private volatile boolean stopped;

    /** @param direction as the first of the two Servers sees it */
    ThirdPartySession(
            OneWayPlan plan,
            Direction direction,
            Server first,
            Server other,
            SessionStore store,
            RandomGenerator random) {
        this.plan = plan;
        this.direction = direction;
        this.sender = direction == Direction.TO_SERVER ? other : first;
        this.receiver = direction == Direction.TO_SERVER ? first : other;
        this.store = store;
        this.random = random;
    }

    /** Has the sender stop; from any thread. */
    boolean stop() {
        stopped = true;
        ClientConnection connection = running;
        if (connection != null) connection.wakeUp();
        return connection != null;
    }

    OneWayOutcome measure() throws MeasurementFailure, InterruptedException {
        long begun = System.nanoTime();
        ControlKeys keys = ControlKeys.draw(random);
        End from = new End(sender.address(), plan.source(), plan.dscp(), keys);
        End to = new End(receiver.address(), plan.source(), plan.dscp(), keys);
        try (var atSender = ControlSession.open(from, sender.credentials(), random);
                var atReceiver = ControlSession.open(to, receiver.credentials(), random)) {
            return measure(new Open(from, atSender), new Open(to, atReceiver), System.nanoTime() - begun);
        } finally {
            keys.wipe();
        }
    }

    private OneWayOutcome measure(Open from, Open to, long setUpNanos) throws MeasurementFailure, InterruptedException {
        requireOneWayOfPackets(from, to);
        // Late enough for both Start-Acks: four round trips, where two set-ups took as many.
        long lead = LEAST_LEAD_NANOS + Math.min(MOST_LEAD_NANOS, 2 * setUpNanos);
        long startTime = WallClock.system().ntp()
                + NtpTimestamp.interval(plan.startDelay().toNanos() + lead);
        // The receiver makes the SID, so it is asked first, and does not know yet from which port packets come.
        var received = to.ask(request(false, from, to, 0, Sid.NONE, startTime));
        var sent = from.ask(request(true, from, to, received.port(), received.sid(), startTime));
        to.start();
        from.start();
        await(from, to);

        String reason = null;
        ClientSession.Result result = ClientSession.Result.nothing(-1);
        try {
            result = results(from, to, received.sid());
            if (stopped) reason = "stopped by the user";
        } catch (Missing e) {
            reason = e.getMessage();
        }
        ControlSession first = (direction == Direction.TO_SERVER ? to : from).control();
        return new OneWayOutcome(
                direction,
                received.sid(),
                first.mode(),
                first.sa(),
                first.keys().plan(),
                new InetSocketAddress(from.address(), sent.port()),
                new InetSocketAddress(to.address(), received.port()),
                plan.count(),
                result.summary(),
                DelaySummary.NONE,
                first.warnings(),
                List.of(),
                reason,
                result.file());
    }

    /** What one end writes the other has to be able to read. */
    private static void requireOneWayOfPackets(Open from, Open to) throws MeasurementFailure {
        if (ProbeMode.of(from.control().mode()) != ProbeMode.of(to.control().mode())) {
            throw new MeasurementFailure(
                    Kind.REFUSED,
                    from.name() + " would send in mode " + from.control().mode() + " and " + to.name()
                            + " receive in mode " + to.control().mode() + ": choose one that both have by --mode");
        }
        if (from.address().getAddress().length != to.address().getAddress().length) {
            throw new MeasurementFailure(
                    Kind.REFUSED, from.name() + " and " + to.name() + " are of different families: choose -4 or -6");
        }
        // Of the client's own address a Server wants to know the port, which nobody knows yet.
        if (from.address().equals(to.connection().connection().local().getAddress())) {
            throw new MeasurementFailure(
                    Kind.REFUSED, from.name() + " is this host itself: measure with " + to.name() + " alone");
        }
    }

    /** @param atSender whether it is for the one that sends */
    private RequestSession request(boolean atSender, Open from, Open to, int port, Sid sid, long startTime) {
        Octets sends = Octets.of(from.address().getAddress());
        return new RequestSession(
                sends.length() == 4 ? 4 : 6,
                atSender,
                !atSender,
                plan.count(),
                0,
                port,
                sends,
                Octets.of(to.address().getAddress()),
                sid,
                plan.paddingLength(),
                startTime,
                NtpTimestamp.interval(plan.timeout().toNanos()),
                TypeP.ofDscp(plan.dscp()),
                plan.slots());
    }

    /** Waits until the sender has said Stop-Sessions, one of the two has failed, or the user has had enough. */
    private void await(Open from, Open to) throws InterruptedException {
        Thread watch = Thread.startVirtualThread(() -> {
            try {
                to.connection().openUntilWoken();
                from.connection().wakeUp();
            } catch (InterruptedException e) {
                // Nobody waits any more.
            }
        });
        try {
            running = from.connection();
            if (stopped) stop();
            from.connection().openUntilStopped();
            to.connection().wakeUp();
            watch.join();
        } finally {
            watch.interrupt();
        }
    }

    private ClientSession.Result results(Open from, Open to, Sid sid)
            throws Missing, MeasurementFailure, InterruptedException {
        Description sent = from.stop(List.of()).sent().stream()
                .filter(description -> description.sid().equals(sid))
                .findFirst()
                .orElseThrow(from::broken);
        to.stop(List.of(sent));
        try {
            return ClientSession.Result.of(
                    SessionFetch.fetch(to.end(), to.connection(), FetchSession.complete(sid), store.file(sid)),
                    ClientSession.sent(sent));
        } catch (IOException | MalformedMessage e) {
            throw new MeasurementFailure(Kind.NO_CONNECTION, "what was fetched cannot be read: " + e.getMessage());
        }
    }
}
