package org.waywiser.cli.report;

import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.metrics.StampSource;
import org.waywiser.wire.AddressText;

/** For people: fits 80 columns, ASCII only. */
final class TextReport implements ReportWriter {
    private final PrintWriter out;
    private final TextLines lines;

    TextReport(PrintWriter out, Terminal terminal) {
        this.out = out;
        this.lines = new TextLines(out, terminal);
    }

    @Override
    public void write(SessionReport report) {
        head(report);
        packets(report);
        rekeyings(report);
        delays(report);
        lines.histogram("rtt", report.measured().rttBars());
        path(report);
        out.println();
        out.flush();
    }

    private void head(SessionReport report) {
        lines.line("session", "TWAMP two-way to %s, %s mode", AddressText.of(report.peer()), mode(report));
        lines.line("", "from %s", AddressText.of(report.local()));
        lines.line("", "SID %s", report.sid());
        var path = report.path();
        lines.security(report.security(), path != null && path.protects());
        var reason = report.securityReason();
        if (reason != null) lines.line("", "--security auto: %s", reason);
        if (path != null) lines.protection(path);
        lines.schedule(report.plan());
        var started = report.measured().started();
        if (started != null) lines.line("started", "%s", started);
        lines.ended(report.partial(), report.interruption());
    }

    private void packets(SessionReport report) {
        lines.packets(report.measured().packets());
        report.measured().drops().forEach((reason, count) -> lines.line("dropped", "%d %s", count, reason.words()));
    }

    /** When SAs got new keys, and when the largest delay was: the one may have caused the other. */
    private void rekeyings(SessionReport report) {
        var started = report.measured().started();
        if (report.rekeyings().isEmpty() || started == null) return;
        lines.rekeyings(report.rekeyings(), started);
        var largest = report.measured().rttMaxAt();
        if (largest != null) lines.line("rtt max", "%s", Figures.since(started, largest));
    }

    private void delays(SessionReport report) {
        var measured = report.measured();
        if (measured.rtt().count() == 0) return;
        out.println();
        lines.titles();
        // What depends on two clocks is marked.
        var mark = report.clocksSynchronised() ? "" : "*";
        lines.row("rtt", measured.rtt());
        lines.row("forward" + mark, measured.forward());
        lines.row("reverse" + mark, measured.reverse());
        lines.row("turnaround", measured.turnaround());
        lines.row("ipdv", measured.ipdv());
        lines.row("pdv", measured.pdv());
        out.printf(
                "rtt mean %s, standard deviation %s%n",
                Figures.duration(measured.rtt().meanNanos()),
                Figures.duration(measured.rtt().stddevNanos()));
        if (mark.isEmpty()) return;
        var negative = measured.forward().negative() + measured.reverse().negative();
        out.printf("* depends on how far the clocks are apart: they are not synchronised%n");
        if (negative > 0) out.printf("  (%d values are below zero)%n", negative);
    }

    private void path(SessionReport report) {
        var measured = report.measured();
        out.println();
        lines.line(
                "hops",
                "%s there, %s back",
                TextLines.hops(measured.forwardHops()),
                TextLines.hops(measured.reverseHops()));
        lines.line(
                "clocks",
                "%s, error at most %s",
                report.clocksSynchronised() ? "synchronised" : "not synchronised",
                Figures.chosen(report.clockErrorNanos()));
        lines.line(
                "timestamps", "sent: %s, received: %s", stamp(measured.sendSource()), stamp(measured.receiveSource()));
    }

    private static String mode(SessionReport report) {
        return report.mode().name().toLowerCase(Locale.ROOT);
    }

    private static String stamp(@Nullable StampSource source) {
        return source == null ? "none" : source.name().toLowerCase(Locale.ROOT);
    }
}
