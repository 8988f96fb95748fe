package org.waywiser.cli.report;

import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.Rekeying;
import org.waywiser.keys.agent.PathText;
import org.waywiser.node.NotedRekeying;
import org.waywiser.protocol.metrics.ClockQuality;
import org.waywiser.protocol.metrics.DelaySummary;
import org.waywiser.protocol.metrics.Hops;
import org.waywiser.protocol.metrics.StampCounts;
import org.waywiser.protocol.metrics.StampSource;
import org.waywiser.wire.control.Sid;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One JSON document per line and session, as {@code report.schema.json} has it. */
public final class JsonReport implements ReportWriter {
    /** Changes when a field changes its meaning or goes; new fields may appear under the same name. */
    static final String SCHEMA = "waywiser-session-1";

    private final PrintWriter out;

    JsonReport(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void write(SessionReport report) {
        out.println(document(report));
        out.flush();
    }

    @Override
    public void write(OneWayReport report) {
        out.println(OneWayJson.document(report));
        out.flush();
    }

    /** The document of a session of either kind. */
    public static ObjectNode document(Reported report) {
        return switch (report) {
            case SessionReport twoWay -> document(twoWay);
            case OneWayReport oneWay -> OneWayJson.document(oneWay);
        };
    }

    static ObjectNode document(SessionReport report) {
        var measured = report.measured();
        var document = object().put("schema", SCHEMA)
                .put("protocol", report.stamp() == null ? "twamp" : "stamp")
                .put("direction", "two-way");
        document.set("peer", address(report.peer()));
        document.set("local", address(report.local()));
        head(document, report);
        OrderJson.set(document, "losses", measured.losses());
        OrderJson.set(document, "reordering", measured.reordering());
        report.delays().forEach((name, delay) -> set(document, name, delay));
        set(document, "send_lag", measured.sendLag());
        var directions = document.putObject("directions");
        OrderJson.set(directions, "forward", measured.forwardWay());
        OrderJson.set(directions, "reverse", measured.reverseWay());
        var hops = document.putObject("hops");
        set(hops, "forward", measured.forwardHops());
        set(hops, "reverse", measured.reverseHops());
        MarkingFields.set(document, measured);
        clocks(document, report, "local", "remote");
        boolean known = report.mode() != null;
        document.putObject("timestamps")
                .put("tx", known ? transmit(measured.sendStamps()) : null)
                .put("rx", known ? stamp(measured.receiveSource()) : null)
                .set("tx_packets", known ? counts(measured.sendStamps()) : null);
        var drops = document.putObject("drops");
        measured.drops().forEach((reason, count) -> drops.put(lowerCase(reason), count));
        document.put("rtt_max_at", text(measured.rttMaxAt()));
        var stamp = report.stamp();
        if (stamp != null) stamp.write(document);
        return tail(document, report, measured.ended());
    }

    /** From the session's name to its packets. */
    static void head(ObjectNode document, Reported report) {
        var mode = report.mode();
        document.put("sid", report.sid().equals(Sid.NONE) ? null : report.sid().toString())
                .put("mode", mode == null ? null : lowerCase(mode));
        var security = security(report.security());
        var path = report.path();
        if (path == null) security.putNull("path");
        else security.set("path", PathText.write(path));
        security.put("reason", report.securityReason());
        document.set("security", security);
        document.set("schedule", schedule(report.plan()));
        OrderJson.set(document, "packets", report.packets());
    }

    /** @param one name of the first clock, and {@code other} of the second */
    static void clocks(ObjectNode document, Reported report, String one, String other) {
        var clocks = report.clocks();
        var clock = document.putObject("clock");
        clock.put("synchronized", clocks.synchronised()).put("error_ns", clocks.errorNanos());
        var dependent = clock.putArray("offset_dependent");
        clocks.offsetDependent(report.delays().keySet()).forEach(dependent::add);
        set(clock, one, clocks.one());
        set(clock, other, clocks.other());
    }

    /** What stands at the end. */
    static ObjectNode tail(ObjectNode document, Reported report, @Nullable Instant ended) {
        var rekeyings = document.putArray("rekeyings");
        report.rekeyings().forEach(noted -> rekeyings.add(rekeying(noted)));
        return document.put("started", text(report.started()))
                .put("ended", text(ended))
                .put("partial", report.partial())
                .put("interruption", report.interruption())
                .put("file", report.mode() == null ? text(report.file()) : null);
    }

    private static ObjectNode rekeying(NotedRekeying noted) {
        Rekeying rekeying = noted.rekeying();
        return object().put("at", noted.at().toString())
                .put("protocol", rekeying.protocolName())
                .put("old_spi_i", rekeying.spi(rekeying.oldSpiI()))
                .put("old_spi_r", rekeying.spi(rekeying.oldSpiR()))
                .put("spi_i", rekeying.spi(rekeying.spiI()))
                .put("spi_r", rekeying.spi(rekeying.spiR()));
    }

    static ObjectNode address(InetSocketAddress address) {
        return object().put("address", address.getAddress().getHostAddress()).put("port", address.getPort());
    }

    private static ObjectNode security(SecurityReport security) {
        return switch (security) {
            case SecurityReport.Unknown _ -> security("unknown", null, null);
            case SecurityReport.Open _ -> security("open", null, null);
            case SecurityReport.Passphrase passphrase -> security("passphrase", null, passphrase.keyId());
            case SecurityReport.KeyFile _ -> security("key-file", null, null);
            case SecurityReport.Ike ike -> security("ike", ike, ike.localId());
        };
    }

    private static ObjectNode security(String kind, SecurityReport.@Nullable Ike ike, @Nullable String localId) {
        ObjectNode document = object().put("kind", kind)
                .put("profile", ike == null ? null : ike.profile())
                .put("root", ike == null ? null : ike.root())
                .put("derivation", ike == null ? null : ike.derivation())
                .put("key_source", ike == null ? null : ike.keySource())
                .put("spi_i", ike == null ? null : ike.spiI())
                .put("spi_r", ike == null ? null : ike.spiR())
                .put("prf", ike == null ? null : ike.prf())
                .put("proposal", ike == null ? null : ike.proposal())
                .put("local_id", localId)
                .put("remote_id", ike == null ? null : ike.remoteId());
        var warnings = document.putArray("warnings");
        if (ike != null) ike.warnings().forEach(warnings::add);
        return document;
    }

    private static ObjectNode schedule(PlanReport plan) {
        return object().put("kind", plan.exponential() ? "exponential" : "fixed")
                .put("interval_ns", plan.intervalNanos())
                .put("packets", plan.packets())
                .put("padding_octets", plan.paddingOctets())
                .put("dscp", plan.dscp())
                .put("timeout_ns", plan.timeout().toNanos());
    }

    static void set(ObjectNode parent, String name, DelaySummary delay) {
        if (delay.count() == 0) {
            parent.putNull(name);
            return;
        }
        parent.putObject(name)
                .put("count", delay.count())
                .put("min_ns", delay.minNanos())
                .put("p50_ns", delay.p50Nanos())
                .put("p90_ns", delay.p90Nanos())
                .put("p99_ns", delay.p99Nanos())
                .put("p999_ns", delay.p999Nanos())
                .put("max_ns", delay.maxNanos())
                .put("mean_ns", Math.round(delay.meanNanos()))
                .put("stddev_ns", Math.round(delay.stddevNanos()))
                .put("negative", delay.negative());
    }

    static void set(ObjectNode parent, String name, Hops hops) {
        if (hops.known()) parent.putObject(name).put("min", hops.min()).put("max", hops.max());
        else parent.putNull(name);
    }

    private static void set(ObjectNode parent, String name, @Nullable ClockQuality clock) {
        if (clock == null) parent.putNull(name);
        else parent.putObject(name).put("synchronized", clock.synchronised()).put("error_ns", clock.errorNanos());
    }

    private static @Nullable String transmit(StampCounts stamps) {
        return stamps.mixed() ? "mixed" : stamp(stamps.source());
    }

    private static ObjectNode counts(StampCounts stamps) {
        ObjectNode counts = object();
        for (var source : StampSource.values()) counts.put(lowerCase(source), stamps.of(source));
        return counts;
    }

    private static @Nullable String stamp(@Nullable StampSource source) {
        return source == null ? null : lowerCase(source);
    }

    static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
