package org.waywiser.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.waywiser.cli.report.LiveLine;
import org.waywiser.cli.report.ReportOptions;
import org.waywiser.cli.report.Terminal;
import org.waywiser.node.MeasurementFailure;
import org.waywiser.node.SessionOutcome;
import org.waywiser.node.TwampClient;
import org.waywiser.protocol.metrics.TwoWaySummary;

/** Runs a client while a person may watch or interrupt. */
final class Measurement {
    private static final long REFRESH_MILLIS = 250;
    private static final long FAREWELL_SECONDS = 30;

    /** What a shell reports for a program that Ctrl-C ended. */
    private static final int INTERRUPTED = 130;

    private Measurement() {}

    /** Measures and, where a person looks on, shows how it is going. */
    static List<SessionOutcome> watched(TwampClient client, ReportOptions reporting, PrintWriter out, Terminal terminal)
            throws MeasurementFailure, InterruptedException {
        return reporting.text() ? watched(client, new LiveLine(out, terminal)) : client.measure();
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

    /**
     * Runs a command that Ctrl-C brings to its end early instead of breaking it off: what was measured is still reported.
     *
     * @param body measures, reports, and returns the exit status
     */
    static int untilInterrupted(TwampClient client, Callable<Integer> body) throws Exception {
        var status = new CompletableFuture<Integer>();
        var farewell = new Thread(() -> {
            int code = INTERRUPTED;
            try {
                if (client.stop()) code = status.get(FAREWELL_SECONDS, TimeUnit.SECONDS);
            } catch (Exception e) {
                code = INTERRUPTED;
            }
            // The virtual machine would report the signal; the measurement was brought to an end in order.
            Runtime.getRuntime().halt(code);
        });
        Runtime.getRuntime().addShutdownHook(farewell);
        try {
            int code = body.call();
            status.complete(code);
            return code;
        } finally {
            remove(farewell);
        }
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // Ctrl-C came: the hook is running and ends the program.
        }
    }
}
