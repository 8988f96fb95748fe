package org.waywiser.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.waywiser.cli.report.ReportOptions;
import org.waywiser.cli.report.ReportWriter;
import org.waywiser.cli.report.Reported;
import org.waywiser.cli.report.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code waywiser stats}: what saved sessions come to. */
@Command(
        name = "stats",
        description = {
            "Reports saved sessions: files .owp of version 3 with OWAMP or TWAMP sessions, ours and perfSONAR's.",
            "--raw prints what perfSONAR's owstats -R does."
        },
        sortOptions = false)
final class StatsCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Session files.")
    private List<Path> files = new ArrayList<>();

    @Mixin
    private final FailOptions failing = new FailOptions();

    @Mixin
    private final ReportOptions reporting = new ReportOptions();

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private final HelpOption help = new HelpOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws UserError {
        PrintWriter err = spec.commandLine().getErr();
        ReportWriter writer = reporting.writer(spec.commandLine().getOut(), Terminal.detect());
        var reports = new ArrayList<Reported>();
        Set<String> delays = new HashSet<>();
        for (Path file : files) {
            try {
                Reported report = SavedSession.read(file);
                writer.write(report);
                delays.addAll(report.delays().keySet());
                reports.add(report);
            } catch (UserError e) {
                err.println("waywiser: " + e.getMessage());
            }
        }
        if (reports.size() < files.size()) return ExitStatus.USAGE;
        failing.check(delays);
        return failing.status(reports, err);
    }
}
