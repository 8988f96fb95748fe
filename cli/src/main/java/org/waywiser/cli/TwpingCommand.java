package org.waywiser.cli;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.waywiser.cli.Reports.KeyNames;
import org.waywiser.cli.report.ReportOptions;
import org.waywiser.cli.report.SessionReport;
import org.waywiser.cli.report.TunnelReport;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.agent.AgentClient;
import org.waywiser.keys.connections.IkeConnection;
import org.waywiser.keys.embedded.EmbeddedIke;
import org.waywiser.node.AgentSaBinder;
import org.waywiser.node.AgentSaFinder;
import org.waywiser.node.BindingPlan;
import org.waywiser.node.Credentials;
import org.waywiser.node.EmbeddedSaBinder;
import org.waywiser.node.EmbeddedSaFinder;
import org.waywiser.node.MeasurementFailure;
import org.waywiser.node.MeasurementPlan;
import org.waywiser.node.PathFinder;
import org.waywiser.node.TwampClient;
import org.waywiser.protocol.path.PathReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code waywiser twping}: a two-way measurement. */
@Command(
        name = "twping",
        description = "Measures round-trip delay, loss and more to a TWAMP server (RFC 5357).",
        sortOptions = false)
final class TwpingCommand implements Callable<Integer> {
    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final MeasuringOptions measuring = new MeasuringOptions();

    @Option(
            names = "--fail-if",
            paramLabel = "CONDITION",
            converter = FailCondition.Converter.class,
            description =
                    "Exit status 1 if it holds for a session: loss>1%%, duplicates>0, rtt.p99>5ms; may be given several"
                            + " times.")
    private List<FailCondition> failIf = new ArrayList<>();

    @Mixin
    private final TunnelOptions tunnel = new TunnelOptions();

    @Mixin
    private final ReportOptions reporting = new ReportOptions();

    @Mixin
    private final KeySourceOptions keySource = new KeySourceOptions();

    @Mixin
    private final BindingOptions bindingOptions = new BindingOptions();

    @Mixin
    private final IkeOptions ikeOptions = new IkeOptions();

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private final HelpOption help = new HelpOption();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private @Nullable AutoSecurity auto;

    private final Interruption interruption = new Interruption();

    @Override
    public Integer call() throws Exception {
        return interruption.guard(() -> {
            try {
                return measureWithKeys();
            } catch (MeasurementFailure e) {
                throw auto == null ? e : auto.explained(e);
            }
        });
    }

    private int measureWithKeys() throws Exception {
        keySource.requireShortLived();
        Optional<Path> agent = keySource.agentSocket(ikeOptions);
        BindingPlan binding = bindingOptions.plan();
        tunnel.check(binding, measuring.sessions);
        if (binding.profile().namesSaInGreeting()) return measureBound(binding, agent);
        chooseSecurity(ikeOptions.configured() || agent.isPresent());
        if (!measuring.wantsIke(ikeOptions.configured() || agent.isPresent())) return measureWithoutIke();
        if (agent.isPresent()) return measureWithAgent(agent.get());
        IkeConnection connection = ikeOptions.towards(server.host());
        try (EmbeddedIke ike = ikeOptions.startInitiator()) {
            return measureWith(measuring.credentials(new EmbeddedSaFinder(ike, connection)), ike, KeyNames.EMBEDDED);
        }
    }

    /** An agent tells of rekeyings of what protects the path all the same. */
    private int measureWithoutIke() throws Exception {
        Credentials credentials = measuring.credentials(null);
        Optional<Path> socket = keySource.agent.toAsk();
        if (socket.isEmpty()) return measureWith(credentials, null, "");
        try (var agent = new AgentClient(socket.get())) {
            return measureWith(credentials, agent, "");
        }
    }

    /** What {@code auto} comes to, and why. */
    private void chooseSecurity(boolean ike) throws UserError {
        if (!measuring.leavesSecurityOpen()) return;
        PathReport path = new PathFinder(keySource.agent.toAsk()).find(server.address());
        auto = AutoSecurity.of(path, ike, measuring.passphrases != null);
        measuring.settle(auto);
    }

    private int measureBound(BindingPlan binding, Optional<Path> agent) throws Exception {
        if (agent.isPresent()) return measureBound(binding, agent.get());
        if (!ikeOptions.configured()) {
            throw new UserError(
                    ExitStatus.USAGE,
                    "--profile " + binding.profile()
                            + " needs --ike-psk-file, or --ike-cert, --ike-key and --ike-ca, or an agent");
        }
        ikeOptions.prepareFor(binding);
        IkeConnection connection = ikeOptions.towards(server.host());
        try (EmbeddedIke ike = ikeOptions.startInitiator()) {
            var binder = new EmbeddedSaBinder(ike, connection);
            return measureWith(
                    measuring.bound(binding, binder, bindingOptions.sharedKeys(keySource.agent)),
                    ike,
                    KeyNames.EMBEDDED);
        }
    }

    private int measureBound(BindingPlan binding, Path socket) throws Exception {
        bindingOptions.checkForAgent();
        if (!keySource.asksForAgent())
            spec.commandLine().getErr().println("waywiser: keys from the agent at " + socket);
        try (var agent = new AgentClient(socket)) {
            var binder = new AgentSaBinder(agent, server.host(), ikeOptions.expectedPeer());
            return measureWith(
                    measuring.bound(binding, binder, bindingOptions.sharedKeys(keySource.agent)),
                    agent,
                    KeyNames.AGENT);
        }
    }

    private int measureWithAgent(Path socket) throws Exception {
        if (!keySource.asksForAgent())
            spec.commandLine().getErr().println("waywiser: keys from the agent at " + socket);
        Optional<String> peer = ikeOptions.expectedPeer();
        try (var agent = new AgentClient(socket)) {
            var finder = new AgentSaFinder(agent, server.host(), peer);
            return measureWith(measuring.credentials(finder), agent, KeyNames.AGENT);
        }
    }

    /** @param keys holds the SAs and tells of their rekeyings, null where there are none */
    private int measureWith(Credentials credentials, @Nullable KeySource keys, String source)
            throws UserError, MeasurementFailure, InterruptedException {
        MeasurementPlan plan =
                measuring.plan(server.address(), tunnel.records(measuring.packets(), reporting.records()));
        TwampClient client = tunnel.client(plan, credentials, new SecureRandom());
        interruption.stops(client);
        if (keys != null) client.watching(keys);
        var names = new KeyNames(source, String.valueOf(measuring.user), auto == null ? null : auto.text());
        List<SessionReport> reports = Measurement.report(
                client,
                plan,
                measuring.interval,
                names,
                new PathFinder(keySource.agent.toAsk()),
                reporting,
                spec.commandLine().getOut());
        if (tunnel.compare()) {
            var compared = new TunnelReport(reports.getFirst(), reports.getLast());
            reporting.write(compared, spec.commandLine().getOut());
        }
        int status = Reports.status(reports);
        return status == ExitStatus.MEASURED && fails(reports) ? ExitStatus.CONDITION_HELD : status;
    }

    private boolean fails(List<SessionReport> reports) {
        List<FailCondition> held = failIf.stream()
                .filter(condition -> reports.stream().anyMatch(condition::holds))
                .toList();
        held.forEach(condition -> spec.commandLine().getErr().println("waywiser: " + condition.text() + " holds"));
        return !held.isEmpty();
    }
}
