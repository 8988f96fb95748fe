package org.waywiser.cli;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.waywiser.cli.report.OneWayReport;
import org.waywiser.cli.report.PlanReport;
import org.waywiser.cli.report.SecurityReport;
import org.waywiser.cli.report.SessionMode;
import org.waywiser.cli.report.SessionReport;
import org.waywiser.cli.report.StampReport;
import org.waywiser.keys.BoundSa;
import org.waywiser.node.BindingPlan;
import org.waywiser.node.MeasurementPlan;
import org.waywiser.node.OneWayOutcome;
import org.waywiser.node.OneWayPlan;
import org.waywiser.node.OneWayPlan.Direction;
import org.waywiser.node.PathFinder;
import org.waywiser.node.Paths;
import org.waywiser.node.SessionOutcome;
import org.waywiser.node.StampOutcome;
import org.waywiser.protocol.control.Profile;
import org.waywiser.protocol.path.PathReport;
import org.waywiser.protocol.stamp.StampSenderConfig;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.stamp.StampFormat;

/** From what a client measured to what is reported. */
final class Reports {
    private Reports() {}

    /**
     * What the keys of a measurement are called in its report.
     *
     * @param source who holds the IKE SA: {@code embedded} or {@code agent}
     * @param user by which the Server knows the passphrase
     * @param reason why these keys or none, null where that was said by the user
     */
    record KeyNames(String source, String user, @Nullable String reason) {
        /** Of a key in a file, or of none. */
        static KeyNames ofFile(@Nullable Path file) {
            return new KeyNames("", file == null ? "" : file.toString(), null);
        }

        static final String EMBEDDED = "embedded";
        static final String AGENT = "agent";
    }

    /** What is reported of each session. */
    static List<SessionReport> of(
            List<SessionOutcome> outcomes, MeasurementPlan plan, Interval interval, KeyNames keys, PathFinder finder) {
        // Now, not when it began: traffic may have brought up the SAs that it is in.
        Paths paths = finder.now();
        return outcomes.stream()
                .map(outcome -> of(outcome, plan, interval, keys, paths))
                .toList();
    }

    /** What is reported of each one-way session. */
    static List<OneWayReport> of(
            List<OneWayOutcome> outcomes, OneWayPlan plan, Interval interval, KeyNames keys, PathFinder finder) {
        Paths paths = finder.now();
        return outcomes.stream()
                .map(outcome -> {
                    boolean to = outcome.direction() == Direction.TO_SERVER;
                    InetSocketAddress far = to ? outcome.receiver() : outcome.sender();
                    InetSocketAddress near = to ? outcome.sender() : outcome.receiver();
                    PathReport path = paths.find(plan.server(), far, near.getPort());
                    return of(outcome, outcome.direction(), plan, interval, keys, path);
                })
                .toList();
    }

    /** What is reported of each session between two servers: this host knows nothing of the path between them. */
    static List<OneWayReport> ofOthers(
            List<OneWayOutcome> outcomes, OneWayPlan plan, Interval interval, KeyNames keys) {
        return outcomes.stream()
                .map(outcome -> of(outcome, null, plan, interval, keys, null))
                .toList();
    }

    private static OneWayReport of(
            OneWayOutcome outcome,
            @Nullable Direction direction,
            OneWayPlan plan,
            Interval interval,
            KeyNames keys,
            @Nullable PathReport path) {
        return new OneWayReport(
                direction,
                outcome.sender(),
                outcome.receiver(),
                outcome.sid(),
                SessionMode.of(outcome.mode()),
                security(outcome.sa(), outcome.binding(), outcome.mode(), outcome.warnings(), keys),
                keys.reason(),
                new PlanReport(
                        outcome.planned(),
                        interval.nanos(),
                        interval.exponential(),
                        plan.paddingLength(),
                        plan.dscp(),
                        plan.timeout()),
                outcome.summary(),
                outcome.sendLag(),
                path,
                outcome.rekeyings(),
                outcome.interruption(),
                outcome.file());
    }

    private static SessionReport of(
            SessionOutcome outcome, MeasurementPlan plan, Interval interval, KeyNames keys, Paths paths) {
        return new SessionReport(
                outcome.peer(),
                outcome.local(),
                outcome.sid(),
                SessionMode.of(outcome.mode()),
                security(outcome.sa(), outcome.binding(), outcome.mode(), warnings(outcome), keys),
                keys.reason(),
                new PlanReport(
                        outcome.planned(),
                        interval.nanos(),
                        interval.exponential(),
                        outcome.paddingLength(),
                        plan.dscp(),
                        plan.timeout()),
                outcome.summary(),
                outcome.bypass()
                        ? null
                        : paths.find(
                                plan.server(), outcome.peer(), outcome.local().getPort()),
                outcome.rekeyings(),
                outcome.pathMtu(),
                outcome.interruption(),
                null,
                null);
    }

    /** What is reported of a session of STAMP. */
    static SessionReport of(
            StampOutcome outcome, MeasurementPlan plan, Interval interval, KeyNames keys, PathFinder finder) {
        var config = outcome.config();
        int base = config.light()
                ? StampSenderConfig.LIGHT_LENGTH
                : config.format().length();
        return new SessionReport(
                outcome.peer(),
                outcome.local(),
                Sid.NONE,
                config.format() == StampFormat.AUTHENTICATED ? SessionMode.AUTHENTICATED : SessionMode.OPEN,
                security(outcome, keys),
                keys.reason(),
                new PlanReport(
                        plan.count(),
                        interval.nanos(),
                        interval.exponential(),
                        outcome.packetLength() - base,
                        plan.dscp(),
                        plan.timeout()),
                outcome.summary(),
                finder.now().find(plan.server(), outcome.peer(), outcome.local().getPort()),
                outcome.rekeyings(),
                outcome.pathMtu(),
                outcome.interruption(),
                null,
                new StampReport(
                        config.light(),
                        config.ssid(),
                        outcome.summary().packets().sent(),
                        outcome.findings()));
    }

    private static SecurityReport security(StampOutcome outcome, KeyNames keys) {
        if (outcome.sa() != null) return SecurityReport.Ike.ofStamp(keys.source(), outcome.sa());
        return outcome.config().incoming() != null
                ? new SecurityReport.KeyFile(keys.user())
                : new SecurityReport.Open();
    }

    private static SecurityReport security(
            @Nullable BoundSa sa, BindingPlan binding, Modes mode, List<String> warnings, KeyNames keys) {
        if (sa != null) return SecurityReport.Ike.of(binding, keys.source(), sa, warnings);
        boolean open = mode.security().equals(Modes.UNAUTHENTICATED);
        return open ? new SecurityReport.Open() : new SecurityReport.Passphrase(keys.user());
    }

    /** Nothing in the drafts tells the two ends that they derive keys of sessions in different ways. */
    private static List<String> warnings(SessionOutcome outcome) {
        boolean chosen = outcome.binding().profile() == Profile.DRAFT
                || outcome.binding().profile() == Profile.DRAFT_ALT1;
        if (!chosen || outcome.summary().packets().received() > 0) return outcome.warnings();
        return Stream.concat(
                        outcome.warnings().stream(),
                        Stream.of("no packet came back: none does where --derivation is not the same at both ends"))
                .toList();
    }
}
