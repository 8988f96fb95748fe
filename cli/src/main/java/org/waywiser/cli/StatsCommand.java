package org.waywiser.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.waywiser.cli.option.Command;
import org.waywiser.cli.option.Parameter;
import org.waywiser.cli.report.ReportOptions;
import org.waywiser.cli.report.ReportWriter;
import org.waywiser.cli.report.Reported;
import org.waywiser.cli.report.Terminal;

/** {@code waywiser stats}: what saved sessions come to. */
final class StatsCommand extends Command {
    private final Parameter<List<Path>> files =
            parameters(Path.class).label("FILE").help("Session files.");

    private final FailOptions failing = with(new FailOptions());

    private final ReportOptions reporting = with(new ReportOptions());

    private final PageOptions page = with(new PageOptions());

    StatsCommand() {
        super(
                "stats",
                "Reports saved sessions: files .owp of version 3 with OWAMP or TWAMP sessions, ours and perfSONAR's.",
                "--raw prints what perfSONAR's owstats -R does.");
    }

    @Override
    public Integer call() throws UserError {
        page.check();
        PrintWriter err = err();
        ReportWriter writer = reporting.writer(out(), Terminal.detect());
        var reports = new ArrayList<Reported>();
        Set<String> delays = new HashSet<>();
        for (Path file : files.get()) {
            try {
                Reported report = SavedSession.read(file);
                writer.write(report);
                delays.addAll(report.delays().keySet());
                reports.add(report);
            } catch (UserError e) {
                err.println("waywiser: " + e.getMessage());
            }
        }
        page.write(reports);
        if (reports.size() < files.get().size()) return ExitStatus.USAGE;
        failing.check(delays);
        return failing.status(reports, err);
    }
}
