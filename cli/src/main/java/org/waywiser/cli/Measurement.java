package org.waywiser.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.waywiser.cli.report.LiveLine;
import org.waywiser.cli.report.ReportOptions;
import org.waywiser.cli.report.SessionReport;
import org.waywiser.cli.report.Terminal;
import org.waywiser.node.MeasurementFailure;
import org.waywiser.node.MeasurementPlan;
import org.waywiser.node.PathFinder;
import org.waywiser.node.SessionOutcome;
import org.waywiser.node.TwampClient;
import org.waywiser.protocol.metrics.TwoWaySummary;

/** Runs a client, shows how it is going where a person looks on, and reports. */
final class Measurement {
    private static final long REFRESH_MILLIS = 250;

    private Measurement() {}

    /** Measures and writes the reports, which are also returned. */
    static List<SessionReport> report(
            TwampClient client,
            MeasurementPlan plan,
            Interval interval,
            Reports.KeyNames keys,
            PathFinder finder,
            ReportOptions reporting,
            PrintWriter out)
            throws MeasurementFailure, InterruptedException {
        List<SessionOutcome> outcomes = watched(client::measure, showing(() -> client.snapshots(1)), reporting, out);
        List<SessionReport> reports = Reports.of(outcomes, plan, interval, keys, finder);
        write(reports, reporting, out);
        return reports;
    }

    /** Writes reports in the format that was asked for. */
    static void write(List<SessionReport> reports, ReportOptions reporting, PrintWriter out) {
        reports.forEach(reporting.writer(out, Terminal.detect())::write);
        out.flush();
    }

    /** What is measured. */
    interface Measuring<T> {
        T measure() throws MeasurementFailure, InterruptedException;
    }

    /** Measures while a live line shows how it is going, if a person looks on. */
    static <T> T watched(Measuring<T> measuring, Consumer<LiveLine> show, ReportOptions reporting, PrintWriter out)
            throws MeasurementFailure, InterruptedException {
        var live = new LiveLine(out, Terminal.detect());
        if (!reporting.text() || !live.watched()) return measuring.measure();
        Thread watcher = Thread.startVirtualThread(() -> watch(show, live));
        try {
            return measuring.measure();
        } finally {
            watcher.interrupt();
            watcher.join();
            live.close();
        }
    }

    /** Shows the first of several two-way sessions. */
    static Consumer<LiveLine> showing(Supplier<List<TwoWaySummary>> snapshots) {
        return live -> {
            List<TwoWaySummary> sessions = snapshots.get();
            if (!sessions.isEmpty()) live.update(sessions.getFirst());
        };
    }

    private static void watch(Consumer<LiveLine> show, LiveLine live) {
        try {
            while (true) {
                TimeUnit.MILLISECONDS.sleep(REFRESH_MILLIS);
                show.accept(live);
            }
        } catch (InterruptedException e) {
            // The measurement is over.
        }
    }
}
