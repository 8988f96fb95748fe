package org.waywiser.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.KeySource;
import org.waywiser.net.udp.SendPlan;
import org.waywiser.net.udp.SenderRun;
import org.waywiser.net.udp.WarmUp;
import org.waywiser.node.TwoWayRequests.Prepared;
import org.waywiser.protocol.metrics.TwoWaySummary;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.protocol.schedule.Schedule;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.Sid;

/** One two-way measurement: Control-Client and Session-Senders. RFC 5357. */
public final class TwampClient {
    /** @param accept why the Server did not start it */
    private record Refused(Prepared session, InetSocketAddress local, Accept accept) {}

    private record Running(Prepared session, InetSocketAddress local, SenderRun run) {}

    private final MeasurementPlan plan;
    private final Credentials credentials;
    private final RandomGenerator random;
    private @Nullable KeySource watched;
    private final @Nullable BypassPort bypass;
    private volatile List<Running> running = List.of();
    private volatile boolean stopped;

    /**
     * Measures in one respect.
     *
     * @param random a cryptographically strong one
     */
    public TwampClient(MeasurementPlan plan, Credentials credentials, RandomGenerator random) {
        this(plan, credentials, random, null);
    }

    private TwampClient(
            MeasurementPlan plan, Credentials credentials, RandomGenerator random, @Nullable BypassPort bypass) {
        this.plan = plan;
        this.credentials = credentials;
        this.random = random;
        this.bypass = bypass;
    }

    /**
     * Measures what IPsec costs by two sessions whose packets take turns, evenly on the schedule: the first one as the policies of the
     * hosts have it, the second one outside.
     *
     * @param plan of each of them; its number of sessions is of no account
     */
    public static TwampClient comparing(
            MeasurementPlan plan, Credentials credentials, RandomGenerator random, BypassPort bypass) {
        return new TwampClient(plan, credentials, random, bypass);
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
            var requests = new TwoWayRequests(plan, control, random);
            var _ = WarmUp.begin(ProbeMode.of(control.mode()));
            var prepared = new ArrayList<Prepared>();
            SessionControl sessions;
            List<Refused> refused;
            try {
                int inside = bypass == null ? plan.sessions() : 1;
                while (prepared.size() < inside) prepared.add(requests.request(null));
                if (bypass != null) prepared.add(requests.request(bypass));
                sessions = new SessionControl(plan, control);
                refused = start(sessions, prepared);
            } catch (MeasurementFailure | InterruptedException | RuntimeException e) {
                prepared.forEach(p -> p.socket().close());
                throw e;
            }
            return finish(control, sessions, refused, rekeyings);
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
        return snapshots(Integer.MAX_VALUE);
    }

    /** The same of the first sessions only. */
    public List<TwoWaySummary> snapshots(int most) {
        return running.stream().limit(most).map(r -> r.run().snapshot()).toList();
    }

    /** @return those that the Server did not start */
    private List<Refused> start(SessionControl sessions, List<Prepared> wanted)
            throws MeasurementFailure, InterruptedException {
        Map<Sid, Accept> reasons =
                sessions.start(wanted.stream().map(Prepared::sid).toList());
        // Two that are to be compared are worth nothing one by one.
        if (bypass != null && !reasons.isEmpty())
            throw sessions.refused(reasons.values().iterator().next());
        var refused = new ArrayList<Refused>();
        reasons.forEach((sid, accept) -> {
            Prepared session =
                    wanted.stream().filter(p -> p.sid().equals(sid)).findFirst().orElseThrow();
            refused.add(new Refused(session, session.socket().localAddress(), accept));
            session.socket().close();
        });
        run(wanted.stream().filter(p -> !reasons.containsKey(p.sid())).toList());
        return refused;
    }

    private void run(List<Prepared> prepared) throws MeasurementFailure {
        // A run takes its socket over.
        List<InetSocketAddress> locals =
                prepared.stream().map(p -> p.socket().localAddress()).toList();
        List<SenderRun> runs = start(prepared.stream()
                .map(p -> new SenderRun.Sender(p.socket(), p.reflector(), p.session()))
                .toList());
        var started = new ArrayList<Running>();
        for (int i = 0; i < runs.size(); i++) started.add(new Running(prepared.get(i), locals.get(i), runs.get(i)));
        running = List.copyOf(started);
        if (stopped) stop();
    }

    private List<SenderRun> start(List<SenderRun.Sender> senders) throws MeasurementFailure {
        if (bypass != null) return SenderRun.startInterleaved(senders, sendPlan(senders.size()));
        try {
            return SenderRun.startTogether(senders, () -> sendPlan(1));
        } catch (IOException e) {
            throw MeasurementFailure.noPort(e);
        }
    }

    /** @param turns how many sessions share the schedule, each of which is to have the gaps of the plan */
    private SendPlan sendPlan(int turns) {
        Schedule schedule = plan.schedule().get();
        return new SendPlan(
                plan.count(),
                () -> schedule.nextGapNanos() / turns,
                plan.startDelay().toNanos(),
                plan.dscp(),
                plan.pacing(),
                plan.transmitStamps());
    }

    private List<SessionOutcome> finish(
            ControlSession control, SessionControl sessions, List<Refused> refused, RekeyWatch rekeyings)
            throws MeasurementFailure, InterruptedException {
        boolean inOrder = awaitResults(control.connection(), sessions);
        String interruption = stopped ? "stopped by the user" : null;
        Set<Sid> overBefore = Set.of();
        if (inOrder) {
            overBefore = sessions.stop();
        } else {
            // Without the control connection nothing says how long the reflector goes on.
            interruption = "the control connection broke";
            running.forEach(r -> r.run().stop());
        }
        var outcomes = new ArrayList<SessionOutcome>();
        for (Running r : running) {
            String reason =
                    interruption == null && overBefore.contains(r.session().sid())
                            ? "the server had ended it before"
                            : interruption;
            outcomes.add(outcome(
                    control,
                    r.session(),
                    r.local(),
                    SenderResult.await(r.run(), r.session().reflector()),
                    rekeyings,
                    r.run().pathMtu(),
                    reason));
        }
        for (Refused r : refused) {
            TwoWaySummary nothing = r.session().session().measured().summary();
            String reason = "the server did not start it: " + r.accept().words();
            outcomes.add(outcome(control, r.session(), r.local(), nothing, rekeyings, OptionalInt.empty(), reason));
        }
        return outcomes;
    }

    /**
     * Waits until every packet is answered or lost, and has sessions stopped for which that is so.
     *
     * @return whether the connection lasted so long
     */
    private boolean awaitResults(ClientConnection connection, SessionControl sessions) throws InterruptedException {
        var over = new ConcurrentLinkedQueue<Sid>();
        for (Running r : running) {
            var _ = r.run().ended().whenComplete((_, _) -> {
                over.add(r.session().sid());
                connection.wakeUp();
            });
        }
        int left = running.size();
        while (connection.openUntilWoken()) {
            var ended = new ArrayList<Sid>();
            for (Sid sid = over.poll(); sid != null; sid = over.poll()) ended.add(sid);
            sessions.ended(ended);
            left -= ended.size();
            if (left == 0) return true;
        }
        return false;
    }

    private SessionOutcome outcome(
            ControlSession control,
            Prepared session,
            InetSocketAddress local,
            TwoWaySummary summary,
            RekeyWatch rekeyings,
            OptionalInt pathMtu,
            @Nullable String interruption) {
        return new SessionOutcome(
                session.sid(),
                control.mode(),
                control.sa(),
                control.keys().plan(),
                local,
                session.reflector(),
                plan.count(),
                session.paddingLength(),
                summary,
                control.warnings(),
                rekeyings.noted(),
                pathMtu,
                session.bypass(),
                interruption);
    }
}
