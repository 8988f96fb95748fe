package org.waywiser.cli;

import java.security.SecureRandom;
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

    @Mixin
    private final FeatureOptions features = new FeatureOptions();

    @Mixin
    private final FailOptions failing = new FailOptions();

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
        failing.check(FailOptions.TWO_WAY);
        tunnel.check(keying.binding(), measuring.sessions);
        return interruption.guard(
                () -> keying.measure(server, spec.commandLine().getErr(), this::measure));
    }

    private int measure(Keying found) throws UserError, MeasurementFailure, InterruptedException {
        MeasurementPlan plan =
                features.addTo(measuring.plan(server, tunnel.records(measuring.packets(), reporting.records())));
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
        return failing.status(reports, spec.commandLine().getErr());
    }
}
