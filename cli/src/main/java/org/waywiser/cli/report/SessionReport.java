package org.waywiser.cli.report;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.waywiser.node.NotedRekeying;
import org.waywiser.protocol.metrics.DelaySummary;
import org.waywiser.protocol.metrics.DirectionSummary;
import org.waywiser.protocol.metrics.PacketCounts;
import org.waywiser.protocol.metrics.TwoWaySummary;
import org.waywiser.protocol.path.PathReport;
import org.waywiser.wire.control.Sid;

/**
 * All there is to say about one session of TWAMP or STAMP.
 *
 * @param peer address and port of the Session-Reflector
 * @param local address and port of the Session-Sender
 * @param measured what was found
 * @param pathMtu octets of the largest IP packet that could be sent in one piece, if known
 * @param stamp what only STAMP has, null for TWAMP; it has no SID
 */
public record SessionReport(
        InetSocketAddress peer,
        InetSocketAddress local,
        Sid sid,
        @Nullable SessionMode mode,
        SecurityReport security,
        @Nullable String securityReason,
        PlanReport plan,
        TwoWaySummary measured,
        @Nullable PathReport path,
        List<NotedRekeying> rekeyings,
        OptionalInt pathMtu,
        @Nullable String interruption,
        @Nullable Path file,
        @Nullable StampReport stamp)
        implements Reported {
    @Override
    public String protocol() {
        return stamp == null ? "TWAMP" : stamp.protocol();
    }

    @Override
    public @Nullable String name() {
        if (stamp == null) return sid.toString();
        return stamp.ssid() == 0 ? null : String.valueOf(stamp.ssid());
    }

    @Override
    public PacketCounts packets() {
        return measured.packets();
    }

    @Override
    public SequencedMap<String, DelaySummary> delays() {
        var delays = new LinkedHashMap<String, DelaySummary>();
        delays.put("rtt", measured.rtt());
        delays.put("forward", measured.forward());
        delays.put("reverse", measured.reverse());
        delays.put("turnaround", measured.turnaround());
        delays.put("ipdv", measured.ipdv());
        delays.put("pdv", measured.pdv());
        return delays;
    }

    @Override
    public Optional<DirectionSummary> way(String name) {
        return switch (name) {
            case "forward" -> Optional.of(measured.forwardWay());
            case "reverse" -> Optional.of(measured.reverseWay());
            default -> Optional.empty();
        };
    }

    @Override
    public Clocks clocks() {
        return new Clocks(measured.localClock(), measured.remoteClock());
    }

    @Override
    public @Nullable Instant started() {
        return measured.started();
    }
}
