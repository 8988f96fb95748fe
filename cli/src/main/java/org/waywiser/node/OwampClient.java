package org.waywiser.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.keys.SaBinding;
import org.waywiser.net.clock.WallClock;
import org.waywiser.net.udp.UdpSocket;
import org.waywiser.net.udp.WarmUp;
import org.waywiser.node.MeasurementFailure.Kind;
import org.waywiser.node.OneWayPlan.Direction;
import org.waywiser.node.store.SessionStore;
import org.waywiser.protocol.control.ClientEffect;
import org.waywiser.protocol.control.ClientInput;
import org.waywiser.protocol.control.ClientInput.OneWay;
import org.waywiser.protocol.control.CloseReason;
import org.waywiser.protocol.probe.OneWayConfig;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.wire.AddressText;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.OwampStopSessions.Description;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.TypeP;

/** One one-way measurement: Control-Client, Fetch-Client, and one end of each session. RFC 4656. */
public final class OwampClient {
    /** For what both ends have to do meanwhile. */
    private static final Duration LEAST_LEAD = Duration.ofMillis(50);

    private static final Duration MOST_LEAD = Duration.ofSeconds(5);

    private final OneWayPlan plan;
    private final Credentials credentials;
    private final RandomGenerator random;
    private final SessionStore store;
    private @Nullable KeySource watched;
    private volatile List<ClientSession> running = List.of();
    private volatile boolean stopped;

    /**
     * Measures.
     *
     * @param folder where sessions are stored, by their SIDs
     * @param random a cryptographically strong one
     */
    public OwampClient(OneWayPlan plan, Credentials credentials, Path folder, RandomGenerator random)
            throws IOException {
        this.plan = plan;
        this.credentials = credentials;
        this.random = random;
        this.store = SessionStore.open(folder);
    }

    /** Has rekeyings that the source tells of reported with what was measured. */
    public OwampClient watching(KeySource source) {
        watched = source;
        return this;
    }

    /** Measures; comes back with the results of all sessions, Timeout after their last packets or after {@link #stop}. */
    public List<OneWayOutcome> measure() throws MeasurementFailure, InterruptedException {
        try (var rekeyings = RekeyWatch.of(watched, plan.server().getAddress());
                var control = ControlSession.open(plan, credentials, random)) {
            var _ = WarmUp.begin(ProbeMode.of(control.mode()));
            var sessions = new ArrayList<ClientSession>();
            try {
                long startTime = startTime(control.connection().connection().roundTrip());
                for (Direction direction : plan.directions()) sessions.add(request(control, direction, startTime));
                start(control, sessions);
                return finish(control, sessions, rekeyings);
            } finally {
                sessions.forEach(ClientSession::close);
            }
        }
    }

    /**
     * Late enough for Start-Ack to be here, so that no packet is late: each request and Start-Sessions may take twice as long as
     * connecting did.
     */
    private long startTime(Duration roundTrip) {
        Duration exchanges = roundTrip.multipliedBy(2L * (plan.directions().size() + 1));
        Duration lead = LEAST_LEAD.plus(exchanges.compareTo(MOST_LEAD) < 0 ? exchanges : MOST_LEAD);
        return WallClock.system().ntp()
                + NtpTimestamp.interval(plan.startDelay().plus(lead).toNanos());
    }

    /** Sends no more; {@link #measure} then comes back with what there is. From any thread. */
    public boolean stop() {
        stopped = true;
        running.forEach(ClientSession::interrupt);
        return !running.isEmpty();
    }

    /** How far each session is; empty before the first packet. */
    public List<OneWayProgress> progress() {
        return running.stream().map(ClientSession::progress).toList();
    }

    private ClientSession request(ControlSession control, Direction direction, long startTime)
            throws MeasurementFailure, InterruptedException {
        ClientConnection connection = control.connection();
        UdpSocket socket = open(connection.connection().local());
        boolean handedOver = false;
        try {
            control.takeTurn(
                    direction == Direction.TO_SERVER ? SaBinding.Direction.FROM_HERE : SaBinding.Direction.TO_HERE);
            Sid ours = direction == Direction.FROM_SERVER ? new SidGenerator(random).next() : Sid.NONE;
            InetAddress server = connection.connection().peer().getAddress();
            RequestSession request = request(direction, socket.localAddress(), server, ours, startTime);
            connection.tell(new OneWay.Request(request));
            var accepted = switch (connection.next()) {
                case ClientEffect.SessionAccepted session -> session;
                case ClientEffect.SessionRefused(Accept accept) ->
                    throw new MeasurementFailure(
                            Kind.REFUSED,
                            AddressText.of(plan.server()) + " refused the test session: " + accept.words());
                case ClientEffect.Close(var reason, var accept) -> throw control.refused(plan, reason, accept);
                case ClientEffect other -> throw new IllegalStateException("after a request: " + other);
            };
            control.checkUse(accepted.sid());
            var far = new InetSocketAddress(server, accepted.port());
            OneWayConfig config = OneWayConfig.of(
                    request.withSid(accepted.sid()),
                    ProbeMode.of(control.mode()),
                    control.keys().of(accepted.keys(), accepted.sid()));
            var session = direction == Direction.TO_SERVER
                    ? new SentSession(store, plan, config, socket, far)
                    : new ReceivedSession(
                            store, request.withPorts(far.getPort(), request.receiverPort()), config, socket, far);
            handedOver = true;
            return session;
        } catch (KeysUnavailable e) {
            throw new MeasurementFailure(Kind.KEYS, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new MeasurementFailure(Kind.NO_CONNECTION, "no session: " + e.getMessage());
        } finally {
            if (!handedOver) socket.close();
        }
    }

    private UdpSocket open(InetSocketAddress control) throws MeasurementFailure {
        try {
            return UdpSocket.open(control.getAddress(), plan.firstPort(), plan.lastPort(), "");
        } catch (IOException e) {
            throw MeasurementFailure.noPort(e);
        }
    }

    /** RFC 4656 §3.5 knows no addresses of zero: perfSONAR's Server takes them at their word. */
    private RequestSession request(
            Direction direction, InetSocketAddress local, InetAddress server, Sid sid, long startTime) {
        boolean here = direction == Direction.FROM_SERVER;
        Octets near = Octets.of(local.getAddress().getAddress());
        Octets far = Octets.of(server.getAddress());
        return new RequestSession(
                local.getAddress().getAddress().length == 4 ? 4 : 6,
                here,
                !here,
                plan.count(),
                here ? 0 : local.getPort(),
                here ? local.getPort() : 0,
                here ? far : near,
                here ? near : far,
                sid,
                plan.paddingLength(),
                startTime,
                NtpTimestamp.interval(plan.timeout().toNanos()),
                TypeP.ofDscp(plan.dscp()),
                plan.slots());
    }

    private void start(ControlSession control, List<ClientSession> sessions)
            throws MeasurementFailure, InterruptedException {
        // Those that receive have to before the Server sends.
        sessions.forEach(ClientSession::listen);
        control.connection().tell(new ClientInput.Start());
        switch (control.connection().next()) {
            case ClientEffect.Started _ -> {}
            case ClientEffect.Close(var reason, var accept) ->
                throw ControlSession.failure(plan, reason, accept, false);
            case ClientEffect other -> throw new IllegalStateException("after Start-Sessions: " + other);
        }
        sessions.forEach(ClientSession::send);
        running = List.copyOf(sessions);
        if (stopped) stop();
    }

    private List<OneWayOutcome> finish(ControlSession control, List<ClientSession> sessions, RekeyWatch rekeyings)
            throws MeasurementFailure, InterruptedException {
        ClientConnection connection = control.connection();
        var complete = sessions.stream().map(ClientSession::complete).toArray(CompletableFuture<?>[]::new);
        var _ = CompletableFuture.allOf(complete).whenComplete((_, _) -> connection.wakeUp());
        boolean open = connection.openUntilWoken();
        List<Description> sent = new ArrayList<>();
        for (ClientSession session : sessions) session.stopSending().ifPresent(sent::add);
        ClientEffect.OneWay.Ended theirs = null;
        String interruption = "the control connection broke";
        if (open) connection.tell(new OneWay.End(Accept.OK, sent));
        switch (connection.next()) {
            case ClientEffect.OneWay.Ended ended -> {
                if (open) {
                    theirs = ended;
                    interruption = stopped ? "stopped by the user" : null;
                }
            }
            // RFC 4656 §3.8: then no results are valid.
            case ClientEffect.Close(var reason, var accept)
            when reason == CloseReason.WRONG_SESSION_COUNT -> throw ControlSession.failure(plan, reason, accept, false);
            case ClientEffect.Close(var reason, var _)
            when reason == CloseReason.REPLY_TIMEOUT ->
                interruption = "the server fell silent: it did not answer Stop-Sessions";
            case ClientEffect.Close _ -> {}
            case ClientEffect other -> throw new IllegalStateException("instead of Stop-Sessions: " + other);
        }
        // RFC 4656 §3.8: whatever of them can be fetched, it does not count.
        if (theirs != null && !theirs.accept().ok()) {
            throw new MeasurementFailure(
                    Kind.REFUSED,
                    AddressText.of(plan.server()) + " ended the sessions: "
                            + theirs.accept().words());
        }
        return outcomes(control, sessions, theirs, interruption, rekeyings);
    }

    /** Of a session whose results cannot be had it says why, beside those of others. */
    private List<OneWayOutcome> outcomes(
            ControlSession control,
            List<ClientSession> sessions,
            ClientEffect.OneWay.@Nullable Ended theirs,
            @Nullable String interruption,
            RekeyWatch rekeyings)
            throws MeasurementFailure, InterruptedException {
        var outcomes = new ArrayList<OneWayOutcome>();
        int missing = 0;
        for (ClientSession session : sessions) {
            ClientSession.Result result;
            String reason = interruption;
            try {
                result = session.result(control.connection(), theirs);
            } catch (MeasurementFailure e) {
                if (e.kind() != Kind.NO_CONNECTION || ++missing == sessions.size()) throw e;
                result = ClientSession.Result.nothing(-1);
                reason = e.getMessage();
            }
            ClientSession.Ends ends = session.ends();
            outcomes.add(new OneWayOutcome(
                    ends.direction(),
                    ends.sid(),
                    control.mode(),
                    control.sa(),
                    control.keys().plan(),
                    ends.sender(),
                    ends.receiver(),
                    plan.count(),
                    result.summary(),
                    session.sendLag(),
                    control.warnings(),
                    rekeyings.noted(),
                    reason,
                    result.file()));
        }
        return outcomes;
    }
}
