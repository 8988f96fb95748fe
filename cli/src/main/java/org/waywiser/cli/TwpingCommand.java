package org.waywiser.cli;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.waywiser.cli.KeyingOptions.Keying;
import org.waywiser.cli.report.ReportOptions;
import org.waywiser.cli.report.SessionReport;
import org.waywiser.cli.report.TunnelReport;
import org.waywiser.node.MeasurementFailure;
import org.waywiser.node.MeasurementPlan;
import org.waywiser.node.TwampClient;
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
    private final ServerOptions server = new ServerOptions(ServerOptions.TWAMP_PORT);

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
    private final KeyingOptions keying = new KeyingOptions();

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private final HelpOption help = new HelpOption();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private final Interruption interruption = new Interruption();

    @Override
    public Integer call() throws Exception {
        tunnel.check(keying.binding(), measuring.sessions);
        return interruption.guard(
                () -> keying.measure(server, measuring, spec.commandLine().getErr(), this::measure));
    }

    private int measure(Keying found) throws UserError, MeasurementFailure, InterruptedException {
        MeasurementPlan plan =
                measuring.plan(server.address(), tunnel.records(measuring.packets(), reporting.records()));
        TwampClient client = tunnel.client(plan, found.credentials(), new SecureRandom());
        interruption.stops(client::stop);
        if (found.keys() != null) client.watching(found.keys());
        List<SessionReport> reports = Measurement.report(
                client,
                plan,
                measuring.interval,
                found.names(),
                keying.paths(),
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
