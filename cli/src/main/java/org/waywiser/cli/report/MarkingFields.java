package org.waywiser.cli.report;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.waywiser.protocol.metrics.Marking;
import org.waywiser.protocol.metrics.TwoWaySummary;
import tools.jackson.databind.node.ObjectNode;

/** With which DSCP and ECN packets arrived at the reflector and replies came back, by either field. RFC 7750. */
final class MarkingFields {
    private static final List<String> ECN = List.of("Not-ECT", "ECT(1)", "ECT(0)", "CE");

    private MarkingFields() {}

    static void set(ObjectNode document, TwoWaySummary measured) {
        set(document.putObject("dscp"), measured, Marking::dscp);
        set(document.putObject("ecn"), measured, Marking::ecn);
    }

    private static void set(ObjectNode parent, TwoWaySummary measured, ToIntFunction<Marking> field) {
        set(parent, "forward", counts(measured.forwardMarkings(), field));
        set(parent, "reverse", counts(measured.reverseMarkings(), field));
    }

    private static void set(ObjectNode parent, String name, Map<Integer, Long> counts) {
        if (counts.isEmpty()) {
            parent.putNull(name);
            return;
        }
        var values = parent.putArray(name);
        counts.forEach(
                (value, packets) -> values.addObject().put("value", value).put("packets", packets));
    }

    /** Lines for people: where the reflector tells, or replies do not come back as packets were sent. */
    static void write(TextLines lines, SessionReport report) {
        var forward = report.measured().forwardMarkings();
        var reverse = report.measured().reverseMarkings();
        boolean asSent = reverse.stream()
                .allMatch(marking -> marking.dscp() == report.plan().dscp() && marking.ecn() == 0);
        if (forward.isEmpty() && asSent) return;
        String there = forward.isEmpty() ? "" : "; there " + text(counts(forward, Marking::dscp), false);
        String back = text(counts(reverse, Marking::dscp), false);
        lines.line("dscp", "%s", report.plan().dscp() + " sent" + there + "; back " + back);
        there = forward.isEmpty() ? "" : "there " + text(counts(forward, Marking::ecn), true) + "; ";
        lines.line("ecn", "%s", there + "back " + text(counts(reverse, Marking::ecn), true));
    }

    /** A value, or each with its number of packets in brackets. */
    private static String text(Map<Integer, Long> counts, boolean ecn) {
        if (counts.isEmpty()) return "unknown";
        return counts.entrySet().stream()
                .map(count -> (ecn ? ECN.get(count.getKey()) : "" + count.getKey())
                        + (counts.size() == 1 ? "" : " (" + count.getValue() + ")"))
                .collect(Collectors.joining(", "));
    }

    private static Map<Integer, Long> counts(List<Marking> markings, ToIntFunction<Marking> field) {
        return markings.stream()
                .collect(Collectors.toMap(field::applyAsInt, Marking::packets, Long::sum, TreeMap::new));
    }
}
