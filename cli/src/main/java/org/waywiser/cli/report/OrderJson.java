package org.waywiser.cli.report;

import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.metrics.DirectionSummary;
import org.waywiser.protocol.metrics.LossRuns;
import org.waywiser.protocol.metrics.PacketCounts;
import org.waywiser.protocol.metrics.ReorderingSummary;
import tools.jackson.databind.node.ObjectNode;

/** What became of packets, of both ways together or of one: null where it is not known. */
final class OrderJson {
    private OrderJson() {}

    static void set(ObjectNode parent, String name, DirectionSummary way) {
        var node = parent.putObject(name);
        set(node, "packets", way.packets());
        set(node, "losses", way.losses());
        set(node, "reordering", way.reordering());
        JsonReport.set(node, "ipdv", way.ipdv());
        JsonReport.set(node, "pdv", way.pdv());
    }

    static void set(ObjectNode parent, String name, @Nullable PacketCounts packets) {
        if (packets == null) parent.putNull(name);
        else
            parent.putObject(name)
                    .put("sent", packets.sent())
                    .put("received", packets.received())
                    .put("lost", packets.lost())
                    .put("duplicates", packets.duplicates())
                    .put("reordered", packets.reordered());
    }

    static void set(ObjectNode parent, String name, @Nullable LossRuns losses) {
        if (losses == null) parent.putNull(name);
        else parent.putObject(name).put("runs", losses.runs()).put("longest_run", losses.longest());
    }

    static void set(ObjectNode parent, String name, @Nullable ReorderingSummary reordering) {
        if (reordering == null) {
            parent.putNull(name);
            return;
        }
        var node = parent.putObject(name)
                .put("ratio", reordering.ratio())
                .put("largest_extent", reordering.largestExtent())
                .put("mean_extent", reordering.meanExtent());
        var degrees = node.putArray("n_reordered");
        reordering.degrees().forEach(degrees::add);
    }
}
