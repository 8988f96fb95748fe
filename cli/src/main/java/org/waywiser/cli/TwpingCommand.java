package org.waywiser.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.waywiser.cli.report.ReportOptions;
import org.waywiser.cli.report.Terminal;
import org.waywiser.keys.credentials.UnusableCredentials;
import org.waywiser.keys.embedded.EmbeddedIke;
import org.waywiser.node.EmbeddedSaFinder;
import org.waywiser.node.MeasurementPlan;
import org.waywiser.node.SaFinder;
import org.waywiser.node.SessionOutcome;
import org.waywiser.node.TwampClient;
import org.waywiser.security.ike.auth.Identities;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code waywiser twping}: a two-way measurement. */
@Command(
        name = "twping",
        description = "Measures round-trip delay, loss and more to a TWAMP server (RFC 5357).",
        sortOptions = false)
final class TwpingCommand implements Callable<Integer> {
    private static final int TWAMP_PORT = 862;

    @Parameters(
            paramLabel = "HOST[:PORT]",
            converter = HostPort.Converter.class,
            description = "The server; port 862 if none is given.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private HostPort server;

    @Mixin
    private final MeasuringOptions measuring = new MeasuringOptions();

    @Mixin
    private final ReportOptions reporting = new ReportOptions();

    @Mixin
    private final IkeOptions ikeOptions = new IkeOptions();

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private final HelpOption help = new HelpOption();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (!measuring.wantsIke(ikeOptions)) return measure(null);
        try (EmbeddedIke ike = ikeOptions.start(new InetSocketAddress(0).getAddress(), 0, Optional.empty())) {
            var policy = ikeOptions.credentials().towards(Identities.parse(server.host()));
            return measure(new EmbeddedSaFinder(ike, policy, ikeOptions::peer));
        } catch (UnusableCredentials | IllegalArgumentException e) {
            throw UserError.of(ExitStatus.USAGE, e);
        } catch (IOException e) {
            throw new UserError(ExitStatus.NO_CONNECTION, e.getMessage() + "; choose another with --ike-port");
        }
    }

    private int measure(@Nullable SaFinder ike) throws Exception {
        MeasurementPlan plan = measuring.plan(server.orPort(TWAMP_PORT), reporting.records());
        var client = new TwampClient(plan, measuring.credentials(ike), new SecureRandom());
        return Measurement.untilInterrupted(client, () -> report(client, plan));
    }

    private int report(TwampClient client, MeasurementPlan plan) throws Exception {
        var terminal = Terminal.detect();
        var out = spec.commandLine().getOut();
        List<SessionOutcome> outcomes = Measurement.watched(client, reporting, out, terminal);
        var reports = Reports.of(outcomes, plan, measuring.interval, String.valueOf(measuring.user));
        reports.forEach(reporting.writer(out, terminal)::write);
        out.flush();
        return Reports.status(reports);
    }
}
