package org.waywiser.cli.report;

import java.io.PrintWriter;
import java.util.Locale;
import org.waywiser.node.OneWayPlan.Direction;
import org.waywiser.wire.AddressText;

/** One-way sessions for people: fits 80 columns, ASCII only. */
final class OneWayText {
    private final PrintWriter out;
    private final TextLines lines;

    OneWayText(PrintWriter out, Terminal terminal) {
        this.out = out;
        this.lines = new TextLines(out, terminal);
    }

    void write(OneWayReport report) {
        head(report);
        counts(report);
        delays(report);
        lines.histogram("delay", report.measured().bars());
        out.println();
        lines.line("hops", "%s", TextLines.hops(report.measured().hops()));
        lines.line(
                "clocks",
                "%s, error at most %s",
                report.clocksSynchronised() ? "synchronised" : "not synchronised",
                Figures.chosen(report.clockErrorNanos()));
        out.println();
        out.flush();
    }

    private void head(OneWayReport report) {
        boolean to = report.direction() == Direction.TO_SERVER;
        lines.line(
                "session",
                "OWAMP %s the server, %s mode",
                to ? "to" : "from",
                report.mode().name().toLowerCase(Locale.ROOT));
        lines.line("", "from %s", AddressText.of(report.sender()));
        lines.line("", "to %s", AddressText.of(report.receiver()));
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

    private void counts(OneWayReport report) {
        var measured = report.measured();
        lines.packets(measured.packets());
        if (measured.losses().longest() > 1)
            lines.line(
                    "lost",
                    "in %d runs, of %d packets at most",
                    measured.losses().runs(),
                    measured.losses().longest());
        var reordering = measured.reordering();
        if (reordering.reordered() > 0)
            lines.line(
                    "reordered",
                    "%s, by %d packets at most",
                    Figures.percent(reordering.ratio()),
                    reordering.largestExtent());
        var started = measured.started();
        if (started != null) lines.rekeyings(report.rekeyings(), started);
    }

    private void delays(OneWayReport report) {
        var measured = report.measured();
        if (measured.delay().count() == 0) return;
        out.println();
        lines.titles();
        // What depends on two clocks is marked; differences do not.
        var mark = report.clocksSynchronised() ? "" : "*";
        lines.row("delay" + mark, measured.delay());
        lines.row("ipdv", measured.ipdv());
        lines.row("pdv", measured.pdv());
        if (mark.isEmpty()) return;
        out.printf("* depends on how far the clocks are apart: they are not synchronised%n");
        long negative = measured.delay().negative();
        if (negative > 0) out.printf("  (%d values are below zero)%n", negative);
    }
}
