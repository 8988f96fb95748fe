package org.waywiser.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.keys.SaBinding.Use;
import org.waywiser.net.clock.WallClock;
import org.waywiser.net.udp.SendPlan;
import org.waywiser.net.udp.SenderRun;
import org.waywiser.net.udp.UdpSocket;
import org.waywiser.net.udp.WarmUp;
import org.waywiser.node.MeasurementFailure.Kind;
import org.waywiser.protocol.control.ClientEffect;
import org.waywiser.protocol.control.ClientInput;
import org.waywiser.protocol.metrics.TwoWaySummary;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.protocol.probe.SenderConfig;
import org.waywiser.protocol.probe.SenderSession;
import org.waywiser.security.probe.ProbeKeys;
import org.waywiser.wire.AddressText;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.RequestTwSession;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.TypeP;

/** One two-way measurement: Control-Client and Session-Senders. RFC 5357. */
public final class TwampClient {
    private static final Octets NO_ADDRESS = Octets.zeros(16);

    private record Prepared(Sid sid, UdpSocket socket, InetSocketAddress reflector, SenderSession session) {}

    private record Running(Sid sid, InetSocketAddress local, InetSocketAddress reflector, int padding, SenderRun run) {}

    private final MeasurementPlan plan;
    private final Credentials credentials;
    private final RandomGenerator random;
    private @Nullable KeySource watched;
    private volatile List<Running> running = List.of();
    private volatile boolean stopped;

    /**
     *
     *
     * @param random a cryptographically strong one
     */
    public TwampClient(MeasurementPlan plan, Credentials credentials, RandomGenerator random) {
        this.plan = plan;
        this.credentials = credentials;
        this.random = random;
    }

    /** Has rekeyings that the source tells of reported with what was measured. */
    public TwampClient watching(KeySource source) {
        watched = source;
        return this;
    }

    /** Measures; comes back when every packet is answered or lost, or after {@link #stop}. */
    public List<SessionOutcome> measure() throws MeasurementFailure, InterruptedException {
        try (var rekeyings = RekeyWatch.of(watched, plan.server().getAddress());
                var control = ControlSession.open(plan, credentials, random)) {
            var _ = WarmUp.begin(ProbeMode.of(control.mode()));
            var prepared = new ArrayList<Prepared>();
            try {
                while (prepared.size() < plan.sessions()) prepared.add(request(control));
                start(control, prepared);
            } catch (MeasurementFailure | InterruptedException | RuntimeException e) {
                prepared.forEach(p -> p.socket().close());
                throw e;
            }
            return finish(control, rekeyings);
        }
    }

    /**
     * Sends no more; {@link #measure} then comes back with what there is. From any thread.
     *
     * @return whether there is anything to wait for
     */
    public boolean stop() {
        stopped = true;
        running.forEach(r -> r.run().stop());
        return !running.isEmpty();
    }

    /** What is known so far, a summary a session; empty before the first packet. */
    public List<TwoWaySummary> snapshots() {
        return running.stream().map(r -> r.run().snapshot()).toList();
    }

    private Prepared request(ControlSession control) throws MeasurementFailure, InterruptedException {
        ClientConnection connection = control.connection();
        InetSocketAddress server = connection.connection().peer();
        UdpSocket socket = open(connection.connection().local());
        boolean handedOver = false;
        try {
            ProbeMode mode = ProbeMode.of(control.mode());
            int padding = plan.paddingLength() < 0 ? mode.format().symmetricPadding() : plan.paddingLength();
            control.takeTurn();
            long startTime = control.keys().shared() ? startTime() : 0;
            connection.tell(new ClientInput.Request(request(socket.localAddress(), padding, startTime)));
            var accepted = switch (connection.next()) {
                case ClientEffect.SessionAccepted session -> session;
                case ClientEffect.SessionRefused(var accept) ->
                    throw new MeasurementFailure(
                            Kind.REFUSED,
                            AddressText.of(plan.server()) + " refused the test session: " + accept.words()
                                    + hint(control, accept));
                case ClientEffect.Close(var reason, var accept) -> throw control.refused(plan, reason, accept);
                case ClientEffect other -> throw new IllegalStateException("after a request: " + other);
            };
            var config = new SenderConfig(
                    mode,
                    mode.cipher(sessionKeys(control, accepted)),
                    padding,
                    plan.zeroPadding(),
                    plan.timeout().toNanos(),
                    plan.records());
            var session = new SenderSession(config, WallClock.system(), new SplittableRandom());
            handedOver = true;
            return new Prepared(
                    accepted.sid(), socket, new InetSocketAddress(server.getAddress(), accepted.port()), session);
        } catch (KeysUnavailable e) {
            throw new MeasurementFailure(Kind.KEYS, String.valueOf(e.getMessage()));
        } finally {
            if (!handedOver) socket.close();
        }
    }

    private static @Nullable ProbeKeys sessionKeys(ControlSession control, ClientEffect.SessionAccepted accepted)
            throws MeasurementFailure, KeysUnavailable {
        if (control.keys().use(accepted.sid()) != Use.FIRST) {
            throw new MeasurementFailure(
                    Kind.KEYS, "the SID " + accepted.sid() + " was used before, so packets of that session would fit");
        }
        return control.keys().of(accepted.keys(), accepted.sid());
    }

    private static String hint(ControlSession control, Accept accept) {
        boolean turn = control.keys().shared() && accept.meaning().equals(Accept.TEMPORARY_LIMIT);
        return turn ? "; shared keys allow one session at a time, and the one before lasts until its timeout" : "";
    }

    private long startTime() {
        return WallClock.system().ntp()
                + NtpTimestamp.interval(plan.startDelay().toNanos());
    }

    private UdpSocket open(InetSocketAddress control) throws MeasurementFailure {
        try {
            return UdpSocket.open(control.getAddress(), plan.firstPort(), plan.lastPort(), "");
        } catch (IOException e) {
            throw new MeasurementFailure(Kind.NO_CONNECTION, "no UDP port for test packets: " + e.getMessage());
        }
    }

    private RequestTwSession request(InetSocketAddress local, int padding, long startTime) {
        int version = local.getAddress().getAddress().length == 4 ? 4 : 6;
        // Addresses of zero are those of the control connection (RFC 5357 §3.5), which works through address
        // translation.
        // A Start Time of zero lies in the past whatever the two clocks think: the sender waits by itself. Where
        // sessions
        // share keys, a real one tells their packets apart.
        return new RequestTwSession(
                version,
                0,
                0,
                0,
                0,
                local.getPort(),
                local.getPort(),
                NO_ADDRESS,
                NO_ADDRESS,
                Sid.NONE,
                padding,
                startTime,
                NtpTimestamp.interval(plan.timeout().toNanos()),
                TypeP.ofDscp(plan.dscp()));
    }

    private void start(ControlSession control, List<Prepared> prepared)
            throws MeasurementFailure, InterruptedException {
        ClientConnection connection = control.connection();
        connection.tell(new ClientInput.Start());
        switch (connection.next()) {
            case ClientEffect.Started _ -> {}
            case ClientEffect.Close(var reason, var accept) ->
                throw ControlSession.failure(plan, reason, accept, false);
            case ClientEffect other -> throw new IllegalStateException("after Start-Sessions: " + other);
        }
        var runs = new ArrayList<Running>();
        for (Prepared p : prepared) {
            var sendPlan = new SendPlan(
                    plan.count(), plan.schedule().get(), plan.startDelay().toNanos(), plan.dscp());
            InetSocketAddress local = p.socket().localAddress();
            runs.add(new Running(
                    p.sid(),
                    local,
                    p.reflector(),
                    p.session().config().paddingLength(),
                    SenderRun.start(p.socket(), p.reflector(), p.session(), sendPlan)));
        }
        running = List.copyOf(runs);
        if (stopped) stop();
    }

    private List<SessionOutcome> finish(ControlSession control, RekeyWatch rekeyings)
            throws MeasurementFailure, InterruptedException {
        ClientConnection connection = control.connection();
        CompletableFuture<?>[] results =
                running.stream().map(r -> r.run().result()).toArray(CompletableFuture<?>[]::new);
        var _ = CompletableFuture.allOf(results).whenComplete((_, _) -> connection.wakeUp());
        boolean inOrder = connection.openUntilWoken();
        String interruption = stopped ? "stopped by the user" : null;
        if (!inOrder) {
            // Without the control connection nothing says how long the reflector goes on.
            interruption = "the control connection broke";
            running.forEach(r -> r.run().stop());
        }
        var outcomes = new ArrayList<SessionOutcome>();
        for (Running r : running) {
            outcomes.add(new SessionOutcome(
                    r.sid(),
                    control.mode(),
                    control.sa(),
                    control.keys().plan(),
                    r.local(),
                    r.reflector(),
                    plan.count(),
                    r.padding(),
                    result(r),
                    control.warnings(),
                    rekeyings.noted(),
                    interruption));
        }
        if (inOrder) connection.tell(new ClientInput.Stop());
        return outcomes;
    }

    private TwoWaySummary result(Running session) throws MeasurementFailure {
        try {
            return session.run().result().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException io) {
                throw new MeasurementFailure(
                        Kind.NO_CONNECTION,
                        "test packets to " + AddressText.of(session.reflector()) + ": " + io.getMessage());
            }
            throw e;
        }
    }
}
