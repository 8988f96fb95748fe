package org.waywiser.cli.report;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.waywiser.node.NotedRekeying;
import org.waywiser.node.OneWayPlan.Direction;
import org.waywiser.protocol.metrics.DelaySummary;
import org.waywiser.protocol.metrics.OneWaySummary;
import org.waywiser.protocol.metrics.PacketCounts;
import org.waywiser.protocol.path.PathReport;
import org.waywiser.wire.control.Sid;

/**
 * All there is to say about one OWAMP session.
 *
 * @param direction as the client sees it, null if it was neither end
 * @param sender address and port of the Session-Sender
 * @param receiver address and port of the Session-Receiver
 * @param measured what was found
 * @param sendLag how late packets left; of nothing where the other end sent
 */
public record OneWayReport(
        @Nullable Direction direction,
        InetSocketAddress sender,
        InetSocketAddress receiver,
        Sid sid,
        @Nullable SessionMode mode,
        SecurityReport security,
        @Nullable String securityReason,
        PlanReport plan,
        OneWaySummary measured,
        DelaySummary sendLag,
        @Nullable PathReport path,
        List<NotedRekeying> rekeyings,
        @Nullable String interruption,
        @Nullable Path file)
        implements Reported {
    @Override
    public String protocol() {
        return "OWAMP";
    }

    @Override
    public String name() {
        return sid.toString();
    }

    @Override
    public PacketCounts packets() {
        return measured.packets();
    }

    @Override
    public SequencedMap<String, DelaySummary> delays() {
        var delays = new LinkedHashMap<String, DelaySummary>();
        delays.put("delay", measured.delay());
        delays.put("ipdv", measured.ipdv());
        delays.put("pdv", measured.pdv());
        return delays;
    }

    @Override
    public Clocks clocks() {
        return new Clocks(measured.senderClock(), measured.receiverClock());
    }

    @Override
    public @Nullable Instant started() {
        return measured.started();
    }
}
