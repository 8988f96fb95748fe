package org.waywiser.cli.report;

import java.io.PrintWriter;
import java.util.List;

/** Several sessions side by side: what each mode cost. Fits 80 columns. */
public final class Comparison {
    private Comparison() {}

    /** One line per session, in microseconds. */
    public static void write(List<SessionReport> reports, PrintWriter out) {
        out.printf(
                "%-14s%-12s%8s%6s%10s%10s%10s%10s%n", "mode", "keys", "sent", "lost", "rtt min", "p50", "p99", "max");
        for (var report : reports) {
            var packets = report.measured().packets();
            var rtt = report.measured().rtt();
            out.printf(
                    "%-14s%-12s%8d%6d%10s%10s%10s%10s%n",
                    report.modeName(),
                    keys(report.security()),
                    packets.sent(),
                    packets.lost(),
                    micros(rtt.minNanos()),
                    micros(rtt.p50Nanos()),
                    micros(rtt.p99Nanos()),
                    micros(rtt.maxNanos()));
        }
        out.printf("rtt in us%n");
        out.flush();
    }

    private static String keys(SecurityReport security) {
        return switch (security) {
            case SecurityReport.Unknown _ -> "unknown";
            case SecurityReport.Open _ -> "none";
            case SecurityReport.Passphrase _ -> "passphrase";
            case SecurityReport.KeyFile _ -> "key file";
            case SecurityReport.Ike ike -> ike.profile();
        };
    }

    private static String micros(long nanos) {
        return Figures.Unit.US.format(nanos, 9);
    }
}
