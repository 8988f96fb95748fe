package org.waywiser.cli.report;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.Rekeying;
import org.waywiser.protocol.metrics.Bar;
import org.waywiser.protocol.metrics.DelaySummary;
import org.waywiser.protocol.metrics.DirectionSummary;
import org.waywiser.protocol.metrics.Hops;
import org.waywiser.protocol.metrics.LossRuns;
import org.waywiser.protocol.metrics.PacketCounts;
import org.waywiser.protocol.metrics.ReorderingSummary;
import org.waywiser.protocol.path.PathReport;
import org.waywiser.wire.control.Sid;

/** Pieces of a report for people, whatever was measured. ASCII, but for bars where the terminal has better. */
final class TextLines {
    private static final int NUMBER_WIDTH = 10;
    private static final int BAR_WIDTH = 40;
    private static final int TEXT_WIDTH = 69;

    private final PrintWriter out;
    private final Terminal terminal;

    TextLines(PrintWriter out, Terminal terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** What a file does not tell. */
    static String mode(Reported report) {
        return report.mode() == null ? "a saved session" : report.modeName() + " mode";
    }

    /** Below the line that names the session. */
    void head(Reported report) {
        var file = report.file();
        if (file != null && report.mode() == null) line("", "read from %s", printable(file.toString()));
        String name = report.name();
        if (name != null) line("", "%s %s", report.sid().equals(Sid.NONE) ? "SSID" : "SID", name);
        var path = report.path();
        security(report.security(), path != null && path.protects());
        var reason = report.securityReason();
        if (reason != null) line("", "--security auto: %s", reason);
        if (path != null) protection(path);
        schedule(report.plan());
        var started = report.started();
        if (started != null) line("started", "%s", started);
        ended(report.partial(), report.interruption());
        packets(report.packets());
    }

    private void security(SecurityReport security, boolean insideIpsec) {
        switch (security) {
            case SecurityReport.Unknown _ -> {}
            case SecurityReport.Open _ ->
                line(
                        "keys",
                        insideIpsec
                                ? "none: IPsec protects the packets"
                                : "none: anyone on the path can read and forge the packets");
            case SecurityReport.Passphrase passphrase ->
                line("keys", "passphrase of %s", printable(passphrase.keyId()));
            case SecurityReport.KeyFile(String file) -> line("keys", "HMAC key in %s", printable(file));
            case SecurityReport.Ike ike -> {
                line("keys", "%s, from an %s SA (%s)", binding(ike), kind(ike), ike.keySource());
                line("", "SPIs %s %s", ike.spiI(), ike.spiR());
                line("", "%s", ike.proposal());
                line("", "local  %s", printable(ike.localId()));
                line("", "remote %s", printable(ike.remoteId()));
                ike.warnings().forEach(warning -> line("warning", "%s", printable(warning)));
            }
        }
    }

    private static String binding(SecurityReport.Ike ike) {
        return ike.root() == null ? ike.profile() : ike.profile() + " " + ike.root() + " " + ike.derivation();
    }

    private static String kind(SecurityReport.Ike ike) {
        return "ipsec-sa".equals(ike.root()) ? "IPsec" : "IKE";
    }

    private void protection(PathReport path) {
        line("path", "%s", PathLines.verdict(path));
        PathLines.details(path).forEach(text -> line("", "%s", text));
    }

    private void schedule(PlanReport plan) {
        line(
                "schedule",
                "%d packets, %s %s, padding %d, DSCP %d, timeout %s",
                plan.packets(),
                plan.exponential() ? "exponential, mean" : "every",
                Figures.chosen(plan.intervalNanos()),
                plan.paddingOctets(),
                plan.dscp(),
                Figures.chosen(plan.timeout().toNanos()));
    }

    private void ended(boolean partial, @Nullable String interruption) {
        if (partial) line("ended", "%s", terminal.bad("early"));
        if (interruption != null) line("", "%s", printable(interruption));
    }

    private void packets(PacketCounts packets) {
        var lost = "%d lost (%s)".formatted(packets.lost(), Figures.percent(packets.lossRatio()));
        line(
                "packets",
                "%d sent, %d received, %s",
                packets.sent(),
                packets.received(),
                packets.lost() == 0 ? lost : terminal.bad(lost));
        line("", "%d duplicates, %d reordered", packets.duplicates(), packets.reordered());
    }

    /** How losses are spread, and how far packets came behind others. */
    void order(LossRuns losses, ReorderingSummary reordering) {
        if (losses.longest() > 1) line("lost", "in %d runs, of %d packets at most", losses.runs(), losses.longest());
        if (reordering.reordered() > 0)
            line(
                    "reordered",
                    "%s, by %d packets at most",
                    Figures.percent(reordering.ratio()),
                    reordering.largestExtent());
    }

    /** One of two ways, unless all went well on it. */
    void way(String label, DirectionSummary way) {
        var packets = way.packets();
        if (packets == null || packets.lost() + packets.duplicates() + packets.reordered() == 0) return;
        line(label, "%d lost, %d duplicates, %d reordered", packets.lost(), packets.duplicates(), packets.reordered());
    }

    /** When SAs got new keys: a delay spike may have its cause there. */
    void rekeyings(Reported report) {
        var started = report.started();
        if (started == null) return;
        for (var noted : report.rekeyings()) {
            Rekeying rekeying = noted.rekeying();
            line(
                    "rekeyed",
                    "%s %s %s %s",
                    Figures.since(started, noted.at()),
                    rekeying.protocolName(),
                    rekeying.spi(rekeying.oldSpiI()),
                    rekeying.spi(rekeying.oldSpiR()));
            line("", "now SPIs %s %s", rekeying.spi(rekeying.spiI()), rekeying.spi(rekeying.spiR()));
        }
    }

    /** A table of all distributions, unless there is nothing in the first. */
    void delays(Reported report) {
        var first = report.delays().firstEntry();
        if (first.getValue().count() == 0) return;
        out.println();
        titles();
        var marked = report.clocks().offsetDependent(report.delays().keySet());
        report.delays().forEach((name, delay) -> row(marked.contains(name) ? name + "*" : name, delay));
        out.printf(
                "%s mean %s, standard deviation %s%n",
                first.getKey(),
                Figures.duration(first.getValue().meanNanos()),
                Figures.duration(first.getValue().stddevNanos()));
        if (marked.isEmpty()) return;
        out.printf("* depends on how far the clocks are apart: they are not synchronised%n");
        long negative = marked.stream()
                .mapToLong(name ->
                        report.delays().getOrDefault(name, DelaySummary.NONE).negative())
                .sum();
        if (negative > 0) out.printf("  (%d values are below zero)%n", negative);
    }

    private void titles() {
        out.printf("%-14s", "");
        for (var title : new String[] {"min", "p50", "p90", "p99", "p99.9", "max"}) out.printf("%11s", title);
        out.println();
    }

    private void row(String label, DelaySummary delay) {
        if (delay.count() == 0) return;
        var unit = Figures.Unit.of(Math.max(Math.abs(delay.minNanos()), Math.abs(delay.maxNanos())));
        out.printf("%-11s%3s", label, unit.symbol());
        for (long nanos : new long[] {
            delay.minNanos(), delay.p50Nanos(), delay.p90Nanos(), delay.p99Nanos(), delay.p999Nanos(), delay.maxNanos()
        }) {
            out.printf("%11s", unit.format(nanos, NUMBER_WIDTH));
        }
        out.println();
    }

    /** @param label three letters or so */
    void histogram(String label, List<Bar> bars) {
        if (bars.size() < 2) return;
        out.println();
        long most = bars.stream().mapToLong(Bar::count).max().orElse(1);
        var unit = Figures.Unit.of(bars.getLast().fromNanos());
        for (var bar : bars) {
            double length = (double) bar.count() * BAR_WIDTH / most;
            out.printf(
                    "%s %s %10s %-2s %s%n",
                    label,
                    bar.toNanos() == Long.MAX_VALUE ? ">=" : "  ",
                    unit.format(bar.fromNanos(), NUMBER_WIDTH),
                    unit.symbol(),
                    (terminal.bar(length) + " " + bar.count()).strip());
        }
    }

    void clocks(Clocks clocks) {
        line(
                "clocks",
                "%s, error at most %s",
                clocks.synchronised() ? "synchronised" : "not synchronised",
                Figures.chosen(clocks.errorNanos()));
    }

    void sendError(DelaySummary lag) {
        if (lag.count() > 0)
            line(
                    "send error",
                    "%s (p50), %s (p99) behind the schedule",
                    Figures.duration(lag.p50Nanos()),
                    Figures.duration(lag.p99Nanos()));
    }

    /** A label and what it names; what is too long goes on below. */
    @SuppressWarnings("AnnotateFormatMethod") // its annotation would be one more dependency
    void line(String label, String format, Object... arguments) {
        var text = String.format(Locale.ROOT, format, arguments);
        var head = label;
        // What is painted has no width of its own, and is short.
        while (text.length() > TEXT_WIDTH && text.indexOf('\u001b') < 0) {
            int blank = text.lastIndexOf(' ', TEXT_WIDTH);
            int end = blank > TEXT_WIDTH / 2 ? blank : TEXT_WIDTH;
            out.printf("%-11s%s%n", head, text.substring(0, end));
            text = text.substring(end).stripLeading();
            head = "";
        }
        out.printf("%-11s%s%n", head, text);
    }

    /** What others chose must not move the cursor. */
    private static String printable(String foreign) {
        return foreign.replaceAll("\\p{C}", "?");
    }

    static String hops(Hops hops) {
        if (!hops.known()) return "unknown";
        return hops.min() == hops.max() ? "" + hops.min() : hops.min() + " to " + hops.max();
    }
}
