package org.waywiser.cli.report;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.OptionalInt;
import org.waywiser.protocol.metrics.PairedDifference;
import org.waywiser.protocol.metrics.PairedDifference.Interval;

/** The comparison for people: fits 80 columns. */
final class TunnelText {
    private static final String ROW = "%-14s%12s%12s%14s   %s%n";
    private static final int WIDTH = 11;

    private final PrintWriter out;

    TunnelText(PrintWriter out) {
        this.out = out;
    }

    void write(TunnelReport report) {
        var inside = report.inside().measured();
        var outside = report.outside().measured();
        out.printf("what IPsec costs: a session inside against one outside, packet by packet%n");
        out.printf(ROW, "", "inside", "outside", "difference", "95 % interval");
        report.rtt()
                .ifPresentOrElse(
                        rtt -> {
                            row(
                                    "rtt median",
                                    inside.rtt().p50Nanos(),
                                    outside.rtt().p50Nanos(),
                                    rtt.median(),
                                    rtt.medianInterval());
                            row(
                                    "rtt mean",
                                    Math.round(inside.rtt().meanNanos()),
                                    Math.round(outside.rtt().meanNanos()),
                                    rtt.mean(),
                                    rtt.meanInterval());
                        },
                        () -> out.printf("too few packets were answered in both for a difference%n"));
        report.forward().ifPresent(way -> oneWay("forward median", way));
        report.reverse().ifPresent(way -> oneWay("reverse median", way));
        if (inside.rtt().count() > 0 && outside.rtt().count() > 0) {
            row(
                    "rtt deviation",
                    Math.round(inside.rtt().stddevNanos()),
                    Math.round(outside.rtt().stddevNanos()));
            row("pdv p99", inside.pdv().p99Nanos(), outside.pdv().p99Nanos());
        }
        double lostInside = inside.packets().lossRatio();
        double lostOutside = outside.packets().lossRatio();
        row("lost", percent(lostInside), percent(lostOutside), percent(lostInside - lostOutside), "");
        row(
                "largest IP",
                octets(report.inside().pathMtu()),
                octets(report.outside().pathMtu()),
                octets(report.mtuDifference()),
                "octets");
        out.printf(
                "times in us; differences of %d pairs%n",
                report.rtt().map(PairedDifference::pairs).orElse(0));
        if (report.perhapsTheSame()) {
            out.printf("both send packets of the same size: perhaps IPsec protects neither of them%n");
        }
        out.println();
        out.flush();
    }

    private void oneWay(String label, PairedDifference difference) {
        row(label, "", "", micros(difference.median()), interval(difference.medianInterval()));
    }

    private void row(String label, long inside, long outside, long difference, Interval interval) {
        row(label, micros(inside), micros(outside), micros(difference), interval(interval));
    }

    private void row(String label, long inside, long outside) {
        row(label, micros(inside), micros(outside), micros(inside - outside), "");
    }

    private void row(String label, String inside, String outside, String difference, String interval) {
        out.println(String.format(Locale.ROOT, ROW, label, inside, outside, difference, interval)
                .stripTrailing());
    }

    private static String interval(Interval interval) {
        return micros(interval.low()) + " to " + micros(interval.high());
    }

    private static String micros(long nanos) {
        return Figures.Unit.US.format(nanos, WIDTH);
    }

    private static String percent(double ratio) {
        return Figures.percent(ratio);
    }

    private static String octets(OptionalInt octets) {
        return octets.isPresent() ? String.valueOf(octets.getAsInt()) : "unknown";
    }
}
