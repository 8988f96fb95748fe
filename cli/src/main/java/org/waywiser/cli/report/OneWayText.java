package org.waywiser.cli.report;

import java.io.PrintWriter;
import org.waywiser.node.OneWayPlan.Direction;
import org.waywiser.wire.AddressText;

/** One-way sessions for people, as {@link TextReport} has two-way ones. */
final class OneWayText {
    private final PrintWriter out;
    private final TextLines lines;

    OneWayText(PrintWriter out, TextLines lines) {
        this.out = out;
        this.lines = lines;
    }

    void write(OneWayReport report) {
        lines.line("session", "OWAMP %s, %s", way(report), TextLines.mode(report));
        lines.line("", "from %s", AddressText.of(report.sender()));
        lines.line("", "to %s", AddressText.of(report.receiver()));
        lines.head(report);
        lines.order(report.measured().losses(), report.measured().reordering());
        lines.rekeyings(report);
        lines.delays(report);
        lines.histogram("delay", report.measured().bars());
        out.println();
        lines.line("hops", "%s", TextLines.hops(report.measured().hops()));
        lines.clocks(report.clocks());
        lines.sendError(report.sendLag());
        out.println();
        out.flush();
    }

    private static String way(OneWayReport report) {
        Direction direction = report.direction();
        if (direction == null) return "between others";
        return switch (direction) {
            case TO_SERVER -> "to the server";
            case FROM_SERVER -> "from the server";
        };
    }
}
