package org.waywiser.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.waywiser.cli.KeyingOptions.Keying;
import org.waywiser.cli.report.OneWayReport;
import org.waywiser.cli.report.ReportOptions;
import org.waywiser.cli.report.ReportWriter;
import org.waywiser.cli.report.Terminal;
import org.waywiser.node.MeasurementFailure;
import org.waywiser.node.OneWayOutcome;
import org.waywiser.node.OneWayPlan;
import org.waywiser.node.OneWayPlan.Direction;
import org.waywiser.node.OwampClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code waywiser owping}: a one-way measurement. */
@Command(
        name = "owping",
        description = {
            "Measures one-way delay, loss and more to and from an OWAMP server (RFC 4656).",
            "Results come when the timeout has gone since the last packet."
        },
        sortOptions = false)
final class OwpingCommand implements Callable<Integer> {
    @Mixin
    private final ServerOptions server = new ServerOptions(ServerOptions.OWAMP_PORT);

    @Option(
            names = {"-t", "--to"},
            description = "Measure the way to the server. Default: both ways.")
    private boolean to;

    @Option(
            names = {"-f", "--from"},
            description = "Measure the way from the server. Default: both ways.")
    private boolean from;

    @Mixin
    private final SaveOptions saving = new SaveOptions();

    @Mixin
    private final MeasuringOptions measuring = new MeasuringOptions();

    @Mixin
    private final FailOptions failing = new FailOptions();

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
        saving.check(measuring.sessions);
        failing.check(FailOptions.ONE_WAY);
        keying.requireOneWay();
        return interruption.guard(
                () -> keying.measure(server, spec.commandLine().getErr(), this::measure));
    }

    private int measure(Keying found) throws UserError, MeasurementFailure, InterruptedException, IOException {
        OneWayPlan plan = measuring.oneWayPlan(server, directions());
        // Sessions are recorded as a server does, and kept only where that is asked for.
        Path folder = Files.createTempDirectory("waywiser");
        try {
            var client = new OwampClient(plan, found.credentials(), folder, new SecureRandom());
            interruption.stops(client::stop);
            if (found.keys() != null) client.watching(found.keys());
            List<OneWayOutcome> outcomes = client.measure();
            return report(saving.save(outcomes, spec.commandLine().getErr()), plan, found);
        } finally {
            delete(folder);
        }
    }

    private List<Direction> directions() {
        boolean there = to || saving.file(Direction.TO_SERVER) != null;
        boolean back = from || saving.file(Direction.FROM_SERVER) != null;
        if (there == back) return List.of(Direction.TO_SERVER, Direction.FROM_SERVER);
        return List.of(there ? Direction.TO_SERVER : Direction.FROM_SERVER);
    }

    private int report(List<OneWayOutcome> outcomes, OneWayPlan plan, Keying found) {
        PrintWriter out = spec.commandLine().getOut();
        List<OneWayReport> reports = Reports.of(outcomes, plan, measuring.interval, found.names(), keying.paths());
        ReportWriter writer = reporting.writer(out, Terminal.detect());
        reports.forEach(writer::write);
        return failing.status(reports, spec.commandLine().getErr());
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
