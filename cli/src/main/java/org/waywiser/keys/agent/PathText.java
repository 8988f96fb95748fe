package org.waywiser.keys.agent;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.waywiser.protocol.path.Cipher;
import org.waywiser.protocol.path.Flow;
import org.waywiser.protocol.path.PathMtu;
import org.waywiser.protocol.path.PathReport;
import org.waywiser.protocol.path.ProtectingSa;
import org.waywiser.protocol.path.Protection;
import org.waywiser.protocol.path.Way;
import org.waywiser.wire.Octets;
import org.waywiser.wire.xfrm.SaId;
import org.waywiser.wire.xfrm.SaMode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What protects a path as JSON: in answers of the agent, in reports and in the output of {@code waywiser path --json}. */
public final class PathText {
    private PathText() {}

    public static ObjectNode write(PathReport report) {
        ObjectNode text = Frame.object()
                .put("source", report.source().toString())
                .put("protection", report.protection().toString())
                .put("required", report.required());
        text.set("control", ways(report.control(), report.controlBack()));
        text.set("test", ways(report.test(), report.testBack()));
        report.overhead()
                .ifPresentOrElse(
                        overhead -> text.putObject("overhead")
                                .put("fewest_octets", overhead.fewest())
                                .put("most_octets", overhead.most()),
                        () -> text.putNull("overhead"));
        ObjectNode mtu = text.putObject("mtu");
        put(mtu, "path", report.mtu().path());
        put(mtu, "link", report.mtu().link());
        put(mtu, "predicted", report.predictedMtu().orElse(PathMtu.UNKNOWN));
        return text.put("note", report.note().isEmpty() ? null : report.note());
    }

    private static void put(ObjectNode text, String field, int mtu) {
        if (mtu == PathMtu.UNKNOWN) text.putNull(field);
        else text.put(field, mtu);
    }

    private static ObjectNode ways(Way out, Way in) {
        ObjectNode both = Frame.object();
        both.set("out", way(out));
        both.set("in", way(in));
        return both;
    }

    private static ObjectNode way(Way way) {
        ObjectNode text =
                Frame.object().put("protection", way.protection().toString()).put("required", way.required());
        var sas = text.putArray("sas");
        way.sas().forEach(sa -> sas.add(sa(sa)));
        return text;
    }

    private static ObjectNode sa(ProtectingSa sa) {
        ObjectNode text = Frame.object()
                .put("protocol", sa.protocol() == SaId.AH ? "ah" : "esp")
                .put("mode", sa.mode().name().toLowerCase(Locale.ROOT))
                .put("spi", "%08x".formatted(sa.spi()))
                .put("from", address(sa.from()))
                .put("to", address(sa.to()));
        sa.cipher()
                .ifPresentOrElse(
                        cipher -> text.putObject("encryption")
                                .put("name", cipher.name())
                                .put("key_bits", cipher.keyBits())
                                .put("encrypts", cipher.encrypts())
                                .put("iv_octets", cipher.ivOctets())
                                .put("block_octets", cipher.blockOctets())
                                .put("check_octets", cipher.checkOctets()),
                        () -> text.putNull("encryption"));
        sa.integrity()
                .ifPresentOrElse(
                        name -> text.putObject("integrity").put("name", name).put("check_octets", sa.checkOctets()),
                        () -> text.putNull("integrity"));
        return text.put("in_udp", sa.inUdp()).put("align4", sa.align4()).put("tfc_padding_octets", sa.tfcPadding());
    }

    /** An address as numbers. */
    public static String address(Octets octets) {
        try {
            return InetAddress.getByAddress(octets.toByteArray()).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(octets.length() + " octets are no address", e);
        }
    }

    /**
     * What another process found.
     *
     * @param mtu as it is seen here
     */
    static PathReport read(ObjectNode text, Flow control, Flow test, PathMtu mtu) throws AgentFailure {
        boolean negotiated = text.path("source").asString("").equals(PathReport.Source.HA.toString());
        return new PathReport(
                negotiated ? PathReport.Source.HA : PathReport.Source.AGENT,
                way(text, "control", "out", control),
                way(text, "control", "in", control.reversed()),
                way(text, "test", "out", test),
                way(text, "test", "in", test.reversed()),
                mtu,
                "");
    }

    private static Way way(ObjectNode text, String kind, String direction, Flow flow) throws AgentFailure {
        if (!(text.path(kind).get(direction) instanceof ObjectNode way)) {
            throw Request.malformed("nothing of " + kind + " " + direction);
        }
        Protection protection = Protection.named(Request.string(way, "protection"))
                .orElse(Protection.UNKNOWN); // a newer agent may tell more kinds apart
        List<ProtectingSa> sas = new ArrayList<>();
        for (JsonNode sa : way.path("sas")) if (sa instanceof ObjectNode object) sas.add(readSa(object));
        return new Way(flow, protection, way.path("required").asBoolean(false), sas);
    }

    private static ProtectingSa readSa(ObjectNode sa) throws AgentFailure {
        boolean tunnel = Request.string(sa, "mode").equals("tunnel");
        JsonNode integrity = sa.path("integrity");
        return new ProtectingSa(
                Request.string(sa, "protocol").equals("ah") ? SaId.AH : SaId.ESP,
                tunnel ? SaMode.TUNNEL : SaMode.TRANSPORT,
                spi(sa),
                octets(sa, "from"),
                octets(sa, "to"),
                sa.get("encryption") instanceof ObjectNode cipher ? Optional.of(cipher(cipher)) : Optional.empty(),
                integrity.isObject() ? Optional.of(integrity.path("name").asString("")) : Optional.empty(),
                integrity.path("check_octets").asInt(0),
                sa.path("in_udp").asBoolean(false),
                sa.path("align4").asBoolean(false),
                sa.path("tfc_padding_octets").asInt(0));
    }

    private static Cipher cipher(ObjectNode cipher) throws AgentFailure {
        return new Cipher(
                Request.string(cipher, "name"),
                cipher.path("key_bits").asInt(0),
                cipher.path("encrypts").asBoolean(false),
                cipher.path("iv_octets").asInt(Cipher.UNKNOWN),
                cipher.path("block_octets").asInt(Cipher.UNKNOWN),
                cipher.path("check_octets").asInt(0));
    }

    private static int spi(ObjectNode sa) throws AgentFailure {
        try {
            return Integer.parseUnsignedInt(Request.string(sa, "spi"), 16);
        } catch (NumberFormatException e) {
            throw Request.malformed("spi is not 8 hex digits");
        }
    }

    private static Octets octets(ObjectNode text, String field) throws AgentFailure {
        return Octets.of(Request.address(text, field)
                .orElseThrow(() -> Request.malformed(field + " is missing"))
                .getAddress());
    }
}
