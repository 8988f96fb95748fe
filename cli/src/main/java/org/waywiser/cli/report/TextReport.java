package org.waywiser.cli.report;

import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.Rekeying;
import org.waywiser.protocol.metrics.Bar;
import org.waywiser.protocol.metrics.DelaySummary;
import org.waywiser.protocol.metrics.Hops;
import org.waywiser.protocol.metrics.StampSource;
import org.waywiser.protocol.path.PathReport;
import org.waywiser.wire.AddressText;

/** For people: fits 80 columns, ASCII only. */
final class TextReport implements ReportWriter {
    private static final int NUMBER_WIDTH = 10;
    private static final int BAR_WIDTH = 40;
    private static final int TEXT_WIDTH = 69;

    private final PrintWriter out;
    private final Terminal terminal;

    TextReport(PrintWriter out, Terminal terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void write(SessionReport report) {
        head(report);
        packets(report);
        rekeyings(report);
        delays(report);
        histogram(report);
        path(report);
        out.println();
        out.flush();
    }

    private void head(SessionReport report) {
        line("session", "TWAMP two-way to %s, %s mode", AddressText.of(report.peer()), mode(report));
        line("", "from %s", AddressText.of(report.local()));
        line("", "SID %s", report.sid());
        var path = report.path();
        security(report.security(), path != null && path.protects());
        var reason = report.securityReason();
        if (reason != null) line("", "--security auto: %s", reason);
        if (path != null) protection(path);
        var plan = report.plan();
        line(
                "schedule",
                "%d packets, %s %s, padding %d, DSCP %d, timeout %s",
                plan.packets(),
                plan.exponential() ? "exponential, mean" : "every",
                Figures.chosen(plan.intervalNanos()),
                plan.paddingOctets(),
                plan.dscp(),
                Figures.chosen(plan.timeout().toNanos()));
        var started = report.measured().started();
        if (started != null) line("started", "%s", started);
        if (report.partial()) line("ended", "%s", terminal.bad("early"));
        var interruption = report.interruption();
        if (interruption != null) line("", "%s", printable(interruption));
    }

    private void security(SecurityReport security, boolean insideIpsec) {
        switch (security) {
            case SecurityReport.Open _ ->
                line(
                        "keys",
                        insideIpsec
                                ? "none: IPsec protects the packets"
                                : "none: anyone on the path can read and forge the packets");
            case SecurityReport.Passphrase passphrase ->
                line("keys", "passphrase of %s", printable(passphrase.keyId()));
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

    private void packets(SessionReport report) {
        var packets = report.measured().packets();
        var lost = "%d lost (%s)".formatted(packets.lost(), Figures.percent(packets.lossRatio()));
        line(
                "packets",
                "%d sent, %d received, %s",
                packets.sent(),
                packets.received(),
                packets.lost() == 0 ? lost : terminal.bad(lost));
        line("", "%d duplicates, %d reordered", packets.duplicates(), packets.reordered());
        report.measured().drops().forEach((reason, count) -> line("dropped", "%d %s", count, reason.words()));
    }

    /** When SAs got new keys, and when the largest delay was: the one may have caused the other. */
    private void rekeyings(SessionReport report) {
        var started = report.measured().started();
        if (report.rekeyings().isEmpty() || started == null) return;
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
        var largest = report.measured().rttMaxAt();
        if (largest != null) line("rtt max", "%s", Figures.since(started, largest));
    }

    private void delays(SessionReport report) {
        var measured = report.measured();
        if (measured.rtt().count() == 0) return;
        out.println();
        out.printf("%-14s", "");
        for (var title : new String[] {"min", "p50", "p90", "p99", "p99.9", "max"}) out.printf("%11s", title);
        out.println();
        // What depends on two clocks is marked.
        var mark = report.clocksSynchronised() ? "" : "*";
        row("rtt", measured.rtt());
        row("forward" + mark, measured.forward());
        row("reverse" + mark, measured.reverse());
        row("turnaround", measured.turnaround());
        row("ipdv", measured.ipdv());
        row("pdv", measured.pdv());
        out.printf(
                "rtt mean %s, standard deviation %s%n",
                Figures.duration(measured.rtt().meanNanos()),
                Figures.duration(measured.rtt().stddevNanos()));
        if (mark.isEmpty()) return;
        var negative = measured.forward().negative() + measured.reverse().negative();
        out.printf("* depends on how far the clocks are apart: they are not synchronised%n");
        if (negative > 0) out.printf("  (%d values are below zero)%n", negative);
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

    private void histogram(SessionReport report) {
        var bars = report.measured().rttBars();
        if (bars.size() < 2) return;
        out.println();
        long most = bars.stream().mapToLong(Bar::count).max().orElse(1);
        var unit = Figures.Unit.of(bars.getLast().fromNanos());
        for (var bar : bars) {
            // Each bar that holds anything shows.
            int length = (int) Math.ceilDiv(bar.count() * BAR_WIDTH, most);
            out.printf(
                    "rtt %s %10s %-2s %s%n",
                    bar.toNanos() == Long.MAX_VALUE ? ">=" : "  ",
                    unit.format(bar.fromNanos(), NUMBER_WIDTH),
                    unit.symbol(),
                    ("#".repeat(length) + " " + bar.count()).strip());
        }
    }

    private void path(SessionReport report) {
        var measured = report.measured();
        out.println();
        line("hops", "%s there, %s back", hops(measured.forwardHops()), hops(measured.reverseHops()));
        line(
                "clocks",
                "%s, error at most %s",
                report.clocksSynchronised() ? "synchronised" : "not synchronised",
                Figures.chosen(report.clockErrorNanos()));
        line("timestamps", "sent: %s, received: %s", stamp(measured.sendSource()), stamp(measured.receiveSource()));
    }

    /** A label and what it names; what is too long goes on below. */
    @SuppressWarnings("AnnotateFormatMethod") // its annotation would be one more dependency
    private void line(String label, String format, Object... arguments) {
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

    private static String mode(SessionReport report) {
        return report.mode().name().toLowerCase(Locale.ROOT);
    }

    private static String stamp(@Nullable StampSource source) {
        return source == null ? "none" : source.name().toLowerCase(Locale.ROOT);
    }

    private static String hops(Hops hops) {
        if (!hops.known()) return "unknown";
        return hops.min() == hops.max() ? "" + hops.min() : hops.min() + " to " + hops.max();
    }
}
