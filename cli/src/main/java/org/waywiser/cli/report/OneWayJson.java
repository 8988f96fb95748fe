package org.waywiser.cli.report;

import static org.waywiser.cli.report.JsonReport.address;
import static org.waywiser.cli.report.JsonReport.set;

import org.jspecify.annotations.Nullable;
import org.waywiser.node.OneWayPlan.Direction;
import tools.jackson.databind.node.ObjectNode;

/** A one-way session as {@code one-way.schema.json} has it. */
final class OneWayJson {
    /** Changes when a field changes its meaning or goes; new fields may appear under the same name. */
    static final String SCHEMA = "waywiser-one-way-1";

    private OneWayJson() {}

    static ObjectNode document(OneWayReport report) {
        var measured = report.measured();
        var document = JsonReport.object()
                .put("schema", SCHEMA)
                .put("protocol", "owamp")
                .put("direction", direction(report.direction()));
        document.set("sender", address(report.sender()));
        document.set("receiver", address(report.receiver()));
        JsonReport.head(document, report);
        OrderJson.set(document, "losses", measured.losses());
        OrderJson.set(document, "reordering", measured.reordering());
        report.delays().forEach((name, delay) -> set(document, name, delay));
        set(document, "send_lag", report.sendLag());
        set(document, "hops", measured.hops());
        JsonReport.clocks(document, report, "sender", "receiver");
        return JsonReport.tail(document, report, measured.ended());
    }

    private static @Nullable String direction(@Nullable Direction direction) {
        if (direction == null) return null;
        return switch (direction) {
            case TO_SERVER -> "to";
            case FROM_SERVER -> "from";
        };
    }
}
