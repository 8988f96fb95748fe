package org.waywiser.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.waywiser.cli.KeyingOptions.Keying;
import org.waywiser.cli.option.Command;
import org.waywiser.cli.option.Flag;
import org.waywiser.cli.report.OneWayReport;
import org.waywiser.cli.report.ReportOptions;
import org.waywiser.cli.report.ReportWriter;
import org.waywiser.cli.report.Terminal;
import org.waywiser.node.MeasurementFailure;
import org.waywiser.node.OneWayOutcome;
import org.waywiser.node.OneWayPlan;
import org.waywiser.node.OneWayPlan.Direction;
import org.waywiser.node.OwampClient;
import org.waywiser.node.ThirdPartyClient;

/** {@code waywiser owping}: a one-way measurement. */
final class OwpingCommand extends Command {
    private final ServerOptions server = with(new ServerOptions(ServerOptions.OWAMP_PORT));

    private final Flag to = flag("-t", "--to").help("Measure the way to the server. Default: both ways.");

    private final Flag from = flag("-f", "--from").help("Measure the way from the server. Default: both ways.");

    private final ThirdPartyOptions thirdParty = with(new ThirdPartyOptions());

    private final SaveOptions saving = with(new SaveOptions());

    private final MeasuringOptions measuring = with(new MeasuringOptions());

    private final FailOptions failing = with(new FailOptions());

    private final VerboseOptions verbose = with(new VerboseOptions());

    private final ReportOptions reporting = with(new ReportOptions());

    private final PageOptions page = with(new PageOptions());

    private final KeyingOptions keying = with(new KeyingOptions());

    private final Interruption interruption = new Interruption();

    OwpingCommand() {
        super(
                "owping",
                "Measures one-way delay, loss and more to and from an OWAMP server (RFC 4656).",
                "Results come when the timeout has gone since the last packet.");
    }

    @Override
    public Integer call() throws Exception {
        saving.check(measuring.sessions.get());
        failing.check(FailOptions.ONE_WAY);
        page.check();
        verbose.check(reporting);
        keying.requireOneWay();
        ServerName other = thirdParty.beside(server);
        if (other == null) return interruption.guard(() -> keying.measure(server, err(), this::measure));
        keying.requireThirdParty();
        return interruption.guard(() -> keying.measure(
                server, err(), here -> keying.measure(other, err(), there -> measureBetween(here, other, there))));
    }

    private int measure(Keying found) throws UserError, MeasurementFailure, InterruptedException, IOException {
        OneWayPlan plan = measuring.oneWayPlan(server, directions());
        // Sessions are recorded as a server does, and kept only where that is asked for.
        Path folder = Files.createTempDirectory("waywiser");
        try {
            var client = new OwampClient(plan, found.credentials(), folder, new SecureRandom());
            interruption.stops(client::stop);
            if (found.keys() != null) client.watching(found.keys());
            List<OneWayOutcome> outcomes =
                    Measurement.watched(client::measure, live -> live.update(client.progress()), reporting, out());
            outcomes = saving.save(outcomes, err());
            return report(Reports.of(outcomes, plan, measuring.interval.get(), found.names(), keying.paths()));
        } finally {
            delete(folder);
        }
    }

    private int measureBetween(Keying here, ServerName other, Keying there)
            throws UserError, MeasurementFailure, InterruptedException, IOException {
        OneWayPlan plan = measuring.oneWayPlan(server, directions());
        Path folder = Files.createTempDirectory("waywiser");
        try {
            var client = new ThirdPartyClient(
                    plan,
                    new ThirdPartyClient.Server(plan.server(), here.credentials()),
                    new ThirdPartyClient.Server(other.address(), there.credentials()),
                    folder,
                    new SecureRandom());
            interruption.stops(client::stop);
            List<OneWayOutcome> outcomes = saving.save(client.measure(), err());
            return report(Reports.ofOthers(outcomes, plan, measuring.interval.get(), here.names()));
        } finally {
            delete(folder);
        }
    }

    private List<Direction> directions() {
        boolean there = to.given() || saving.file(Direction.TO_SERVER) != null;
        boolean back = from.given() || saving.file(Direction.FROM_SERVER) != null;
        if (there == back) return List.of(Direction.TO_SERVER, Direction.FROM_SERVER);
        return List.of(there ? Direction.TO_SERVER : Direction.FROM_SERVER);
    }

    private int report(List<OneWayReport> reports) throws UserError {
        ReportWriter writer = reporting.writer(out(), Terminal.detect());
        for (OneWayReport report : reports) {
            verbose.write(report, out());
            writer.write(report);
        }
        page.write(reports);
        return failing.status(reports, err());
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
