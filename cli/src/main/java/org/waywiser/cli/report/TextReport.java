package org.waywiser.cli.report;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.metrics.StampCounts;
import org.waywiser.protocol.metrics.StampSource;
import org.waywiser.wire.AddressText;

/** For people: fits 80 columns; ASCII, but for bars where the terminal has better. */
public final class TextReport implements ReportWriter {
    private final PrintWriter out;
    private final TextLines lines;

    public TextReport(PrintWriter out, Terminal terminal) {
        this.out = out;
        this.lines = new TextLines(out, terminal);
    }

    @Override
    public void write(SessionReport report) {
        var measured = report.measured();
        lines.line(
                "session",
                "%s two-way to %s, %s",
                report.protocol(),
                AddressText.of(report.peer()),
                TextLines.mode(report));
        lines.line("", "from %s", AddressText.of(report.local()));
        lines.head(report);
        lines.order(measured.losses(), measured.reordering());
        lines.way("there", measured.forwardWay());
        lines.way("back", measured.reverseWay());
        measured.drops().forEach((reason, count) -> lines.line("dropped", "%d %s", count, reason.words()));
        var stamp = report.stamp();
        if (stamp != null) stamp.lines().forEach(told -> lines.line(told.getKey(), "%s", told.getValue()));
        rekeyings(report);
        lines.delays(report);
        lines.histogram("rtt", measured.rttBars());
        path(report);
        out.println();
        out.flush();
    }

    @Override
    public void write(OneWayReport report) {
        new OneWayText(out, lines).write(report);
    }

    /** When SAs got new keys, and when the largest delay was: the one may have caused the other. */
    private void rekeyings(SessionReport report) {
        lines.rekeyings(report);
        var started = report.started();
        var largest = report.measured().rttMaxAt();
        if (!report.rekeyings().isEmpty() && started != null && largest != null)
            lines.line("rtt max", "%s", Figures.since(started, largest));
    }

    private void path(SessionReport report) {
        var measured = report.measured();
        out.println();
        lines.line(
                "hops",
                "%s there, %s back",
                TextLines.hops(measured.forwardHops()),
                TextLines.hops(measured.reverseHops()));
        MarkingFields.write(lines, report);
        lines.clocks(report.clocks());
        if (report.mode() != null)
            lines.line(
                    "timestamps",
                    "sent: %s, received: %s",
                    stamps(measured.sendStamps()),
                    stamp(measured.receiveSource()));
        lines.sendError(measured.sendLag());
    }

    private static String stamps(StampCounts stamps) {
        if (!stamps.mixed()) return stamp(stamps.source());
        return Stream.of(StampSource.values())
                .filter(source -> stamps.of(source) > 0)
                .map(source -> stamp(source) + " " + stamps.of(source))
                .collect(Collectors.joining(" and "));
    }

    private static String stamp(@Nullable StampSource source) {
        return source == null ? "none" : source.name().toLowerCase(Locale.ROOT);
    }
}
