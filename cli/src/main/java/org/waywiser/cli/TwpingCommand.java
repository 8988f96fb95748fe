package org.waywiser.cli;

import java.security.SecureRandom;
import java.util.List;
import org.waywiser.cli.KeyingOptions.Keying;
import org.waywiser.cli.option.Command;
import org.waywiser.cli.report.ReportOptions;
import org.waywiser.cli.report.SessionReport;
import org.waywiser.cli.report.TunnelReport;
import org.waywiser.node.MeasurementFailure;
import org.waywiser.node.MeasurementPlan;
import org.waywiser.node.TwampClient;

/** {@code waywiser twping}: a two-way measurement. */
final class TwpingCommand extends Command {
    private final ServerOptions server = with(new ServerOptions(ServerOptions.TWAMP_PORT));

    private final MeasuringOptions measuring = with(new MeasuringOptions());

    private final StampingOptions stamping = with(new StampingOptions());

    private final FeatureOptions features = with(new FeatureOptions());

    private final FailOptions failing = with(new FailOptions());

    private final TunnelOptions tunnel = with(new TunnelOptions());

    private final ReportOptions reporting = with(new ReportOptions());

    private final PageOptions page = with(new PageOptions());

    private final KeyingOptions keying = with(new KeyingOptions());

    private final Interruption interruption = new Interruption();

    TwpingCommand() {
        super("twping", "Measures round-trip delay, loss and more to a TWAMP server (RFC 5357).");
    }

    @Override
    public Integer call() throws Exception {
        failing.check(FailOptions.TWO_WAY);
        page.check();
        tunnel.check(keying.binding(), measuring.sessions.get());
        return interruption.guard(() -> keying.measure(server, err(), this::measure));
    }

    private int measure(Keying found) throws UserError, MeasurementFailure, InterruptedException {
        MeasurementPlan plan = page.addTo(stamping.addTo(
                features.addTo(measuring.plan(server, tunnel.records(measuring.packets(), reporting.records())))));
        TwampClient client = tunnel.client(plan, found.credentials(), new SecureRandom());
        interruption.stops(client::stop);
        if (found.keys() != null) client.watching(found.keys());
        List<SessionReport> reports = Measurement.report(
                client, plan, measuring.interval.get(), found.names(), keying.paths(), reporting, out());
        if (tunnel.compare()) {
            var compared = new TunnelReport(reports.getFirst(), reports.getLast());
            reporting.write(compared, out());
        }
        page.write(reports);
        return failing.status(reports, err());
    }
}
