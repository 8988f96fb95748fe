package org.waywiser.cli.report;

import static org.waywiser.cli.report.JsonReport.address;
import static org.waywiser.cli.report.JsonReport.lowerCase;
import static org.waywiser.cli.report.JsonReport.set;
import static org.waywiser.cli.report.JsonReport.text;

import java.io.PrintWriter;
import org.waywiser.keys.agent.PathText;
import org.waywiser.node.OneWayPlan.Direction;
import tools.jackson.databind.node.ObjectNode;

/** One JSON document per line and one-way session, as {@code one-way.schema.json} has it. */
final class OneWayJson {
    /** Changes when a field changes its meaning or goes; new fields may appear under the same name. */
    static final String SCHEMA = "waywiser-one-way-1";

    private final PrintWriter out;

    OneWayJson(PrintWriter out) {
        this.out = out;
    }

    void write(OneWayReport report) {
        out.println(document(report));
        out.flush();
    }

    static ObjectNode document(OneWayReport report) {
        var measured = report.measured();
        var document = JsonReport.object()
                .put("schema", SCHEMA)
                .put("protocol", "owamp")
                .put("direction", report.direction() == Direction.TO_SERVER ? "to" : "from");
        document.set("sender", address(report.sender()));
        document.set("receiver", address(report.receiver()));
        document.put("sid", report.sid().toString()).put("mode", lowerCase(report.mode()));
        var security = JsonReport.security(report.security());
        var path = report.path();
        if (path == null) security.putNull("path");
        else security.set("path", PathText.write(path));
        security.put("reason", report.securityReason());
        document.set("security", security);
        document.set("schedule", JsonReport.schedule(report.plan()));
        var packets = measured.packets();
        document.putObject("packets")
                .put("sent", packets.sent())
                .put("received", packets.received())
                .put("lost", packets.lost())
                .put("duplicates", packets.duplicates())
                .put("reordered", packets.reordered());
        document.putObject("losses")
                .put("runs", measured.losses().runs())
                .put("longest_run", measured.losses().longest());
        var reordering = document.putObject("reordering")
                .put("ratio", measured.reordering().ratio())
                .put("largest_extent", measured.reordering().largestExtent())
                .put("mean_extent", measured.reordering().meanExtent());
        var degrees = reordering.putArray("n_reordered");
        measured.reordering().degrees().forEach(degrees::add);
        set(document, "delay", measured.delay());
        set(document, "ipdv", measured.ipdv());
        set(document, "pdv", measured.pdv());
        set(document, "hops", measured.hops());
        var clock = document.putObject("clock");
        clock.put("synchronized", report.clocksSynchronised()).put("error_ns", report.clockErrorNanos());
        set(clock, "sender", measured.senderClock());
        set(clock, "receiver", measured.receiverClock());
        var rekeyings = document.putArray("rekeyings");
        report.rekeyings().forEach(noted -> rekeyings.add(JsonReport.rekeying(noted)));
        return document.put("started", text(measured.started()))
                .put("ended", text(measured.ended()))
                .put("partial", report.partial())
                .put("interruption", report.interruption());
    }
}
