package org.waywiser.cli.report;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.metrics.PairedDifference;
import org.waywiser.protocol.metrics.PairedDifference.Interval;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The comparison as one line, as {@code tunnel.schema.json} has it. */
final class TunnelJson {
    /** Changes when a field changes its meaning or goes; new fields may appear under the same name. */
    static final String SCHEMA = "waywiser-tunnel-1";

    private final PrintWriter out;

    TunnelJson(PrintWriter out) {
        this.out = out;
    }

    void write(TunnelReport report) {
        var inside = report.inside().measured();
        var outside = report.outside().measured();
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("schema", SCHEMA).put("confidence", 0.95);
        session(document.putObject("inside"), report.inside());
        session(document.putObject("outside"), report.outside());
        ObjectNode difference = document.putObject("difference");
        difference.put("pairs", report.rtt().map(PairedDifference::pairs).orElse(0));
        delay(difference, "rtt", report.rtt());
        delay(difference, "forward", report.forward());
        delay(difference, "reverse", report.reverse());
        boolean both = inside.rtt().count() > 0 && outside.rtt().count() > 0;
        difference
                .put(
                        "rtt_stddev_ns",
                        both
                                ? Math.round(inside.rtt().stddevNanos()
                                        - outside.rtt().stddevNanos())
                                : null)
                .put(
                        "pdv_p99_ns",
                        both ? inside.pdv().p99Nanos() - outside.pdv().p99Nanos() : null)
                .put(
                        "loss_ratio",
                        inside.packets().lossRatio() - outside.packets().lossRatio())
                .put("path_mtu_octets", boxed(report.mtuDifference()));
        out.println(document);
        out.flush();
    }

    private static void session(ObjectNode node, SessionReport session) {
        var measured = session.measured();
        boolean answered = measured.rtt().count() > 0;
        node.put("sid", session.sid().toString())
                .put("sent", measured.packets().sent())
                .put("received", measured.packets().received())
                .put("lost", measured.packets().lost())
                .put("rtt_p50_ns", answered ? measured.rtt().p50Nanos() : null)
                .put("path_mtu_octets", boxed(session.pathMtu()));
    }

    private static void delay(ObjectNode parent, String name, Optional<PairedDifference> difference) {
        if (difference.isEmpty()) {
            parent.putNull(name);
            return;
        }
        var found = difference.get();
        ObjectNode node = parent.putObject(name).put("median_ns", found.median());
        interval(node.putObject("median_interval_ns"), found.medianInterval());
        interval(node.put("mean_ns", found.mean()).putObject("mean_interval_ns"), found.meanInterval());
    }

    private static void interval(ObjectNode node, Interval interval) {
        node.put("low", interval.low()).put("high", interval.high());
    }

    private static @Nullable Integer boxed(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : null;
    }
}
