package org.waywiser.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
        var terminal = Terminal.detect();
        List<SessionOutcome> outcomes =
                reporting.text() ? watched(client, new LiveLine(out, terminal)) : client.measure();
        List<SessionReport> reports = Reports.of(outcomes, plan, interval, keys, finder);
        reports.forEach(reporting.writer(out, terminal)::write);
        out.flush();
        return reports;
    }

    private static List<SessionOutcome> watched(TwampClient client, LiveLine live)
            throws MeasurementFailure, InterruptedException {
        if (!live.watched()) return client.measure();
        Thread watcher = Thread.startVirtualThread(() -> watch(client, live));
        try {
            return client.measure();
        } finally {
            watcher.interrupt();
            watcher.join();
            live.close();
        }
    }

    private static void watch(TwampClient client, LiveLine live) {
        try {
            while (true) {
                TimeUnit.MILLISECONDS.sleep(REFRESH_MILLIS);
                List<TwoWaySummary> sessions = client.snapshots();
                if (!sessions.isEmpty()) live.update(sessions.getFirst());
            }
        } catch (InterruptedException e) {
            // The measurement is over.
        }
    }
}
