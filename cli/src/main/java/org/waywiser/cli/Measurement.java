package org.waywiser.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
        List<SessionOutcome> outcomes = watched(client::measure, client::snapshots, reporting, out);
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
    static <T> T watched(
            Measuring<T> measuring, Supplier<List<TwoWaySummary>> snapshots, ReportOptions reporting, PrintWriter out)
            throws MeasurementFailure, InterruptedException {
        var live = new LiveLine(out, Terminal.detect());
        if (!reporting.text() || !live.watched()) return measuring.measure();
        Thread watcher = Thread.startVirtualThread(() -> watch(snapshots, live));
        try {
            return measuring.measure();
        } finally {
            watcher.interrupt();
            watcher.join();
            live.close();
        }
    }

    private static void watch(Supplier<List<TwoWaySummary>> snapshots, LiveLine live) {
        try {
            while (true) {
                TimeUnit.MILLISECONDS.sleep(REFRESH_MILLIS);
                List<TwoWaySummary> sessions = snapshots.get();
                if (!sessions.isEmpty()) live.update(sessions.getFirst());
            }
        } catch (InterruptedException e) {
            // The measurement is over.
        }
    }
}
