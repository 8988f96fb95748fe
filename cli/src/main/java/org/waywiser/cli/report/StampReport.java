package org.waywiser.cli.report;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.stamp.SenderTlvs.Verdict;
import org.waywiser.protocol.stamp.StampFindings;
import org.waywiser.wire.AddressText;
import org.waywiser.wire.stamp.Tlv;
import org.waywiser.wire.stamp.TlvType;
import tools.jackson.databind.node.ObjectNode;

/**
 * What only a session of STAMP tells. RFC 8762, RFC 8972.
 *
 * @param light whether packets were those of TWAMP Light
 * @param ssid of the session, 0 for none
 * @param sent packets
 * @param findings what replies told beside delays
 */
public record StampReport(boolean light, int ssid, long sent, StampFindings findings) {
    private static final List<String> SYNC_SOURCES =
            List.of("unknown", "ntp", "ptp", "ssu/bits", "satellites", "free-running");
    private static final List<String> METHODS = List.of("unknown", "hardware", "software", "control plane");

    /** What to call the protocol before people. */
    String protocol() {
        return light ? "TWAMP Light" : "STAMP";
    }

    /** Packets that were lost on the way there; -1 if the reflector does not count its replies. */
    private long lostForward() {
        return findings.reflected() < 0 ? -1 : Math.max(0, sent - findings.reflected());
    }

    private long lostReverse() {
        return findings.reflected() < 0 ? -1 : Math.max(0, findings.reflected() - findings.replies());
    }

    /** Lines for people, below those of any session: a label and a text each. */
    List<Map.Entry<String, String>> lines() {
        var lines = new ArrayList<Map.Entry<String, String>>();
        if (findings.reflected() >= 0)
            lines.add(line("lost", "%d there, %d back, by the reflector's count", lostForward(), lostReverse()));
        if (!light && ssid != 0 && findings.withoutSsid() > 0)
            lines.add(line("reflector", "knows no SSID and no TLVs: RFC 8762 or TWAMP Light"));
        var location = findings.location();
        if (location != null)
            lines.add(line(
                    "location",
                    "arrived at %s from %s%s",
                    address(location, TlvType.DESTINATION_IPV4, TlvType.DESTINATION_IPV6, location.destinationPort()),
                    address(location, TlvType.SOURCE_IPV4, TlvType.SOURCE_IPV6, location.sourcePort()),
                    findings.locationChanges() == 0 ? "" : ", changed " + findings.locationChanges() + " times"));
        var stamps = findings.timestamps();
        if (stamps != null)
            lines.add(line(
                    "reflector",
                    "clock in: %s, out: %s; stamps in: %s, out: %s",
                    named(SYNC_SOURCES, stamps.syncIn()),
                    named(SYNC_SOURCES, stamps.syncOut()),
                    named(METHODS, stamps.timestampIn()),
                    named(METHODS, stamps.timestampOut())));
        if (!findings.forwardTos().isEmpty())
            lines.add(line(
                    "DSCP",
                    "there %s; back %s%s",
                    dscps(findings.forwardTos()),
                    dscps(findings.reverseTos()),
                    findings.dscpRefused() == 0 ? "" : ", not as asked for"));
        var counted = findings.counted();
        if (counted != null)
            lines.add(line(
                    "counted",
                    "%d sent, %d arrived, %d reflected",
                    counted.senderSent(),
                    counted.reflectorReceived(),
                    counted.reflectorSent()));
        if (findings.accessReports() > 0)
            lines.add(line(
                    "access",
                    "report %s, sent %d times",
                    findings.access() == null ? "not acknowledged" : "acknowledged",
                    findings.accessReports()));
        if (findings.followUps() > 0)
            lines.add(line(
                    "follow-up",
                    "%d replies left %s after T3 on average",
                    findings.followUps(),
                    Figures.duration(findings.followUpNanos())));
        findings.verdicts().forEach((verdict, count) -> {
            if (verdict != Verdict.SOUND) lines.add(line("TLVs", "%s: %d replies", problem(verdict), count));
        });
        return lines;
    }

    @SuppressWarnings("AnnotateFormatMethod") // its annotation would be one more dependency
    private static Map.Entry<String, String> line(String label, String format, Object... arguments) {
        return Map.entry(label, String.format(Locale.ROOT, format, arguments));
    }

    private static String problem(Verdict verdict) {
        return switch (verdict) {
            case SOUND -> "sound";
            case MALFORMED -> "malformed";
            case NOT_BELIEVED_BY_REFLECTOR -> "HMAC not believed by the reflector";
            case NOT_AUTHENTIC -> "HMAC does not match";
        };
    }

    private static String dscps(Map<Integer, Long> tos) {
        if (tos.isEmpty()) return "unknown";
        return tos.keySet().stream()
                .map(octet -> (octet >> 2) + ((octet & 3) == 0 ? "" : " ECN " + (octet & 3)))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String named(List<String> names, int code) {
        return code < names.size() ? names.get(code) : "code " + code;
    }

    private static String address(Tlv.Location location, int v4, int v6, int port) {
        InetAddress address = addressOf(location, v4, v6);
        return address == null ? "port " + port : AddressText.of(new InetSocketAddress(address, port));
    }

    private static @Nullable InetAddress addressOf(Tlv.Location location, int v4, int v6) {
        try {
            for (var sub : location.subTlvs()) {
                if (sub.type() == v4)
                    return InetAddress.getByAddress(sub.value().slice(0, 4).toByteArray());
                if (sub.type() == v6)
                    return InetAddress.getByAddress(sub.value().toByteArray());
            }
            return null;
        } catch (UnknownHostException e) {
            return null; // as a Location with another length would be, which is malformed
        }
    }

    private static @Nullable String text(@Nullable InetAddress address) {
        return address == null ? null : address.getHostAddress();
    }

    void write(ObjectNode document) {
        ObjectNode node = document.putObject("stamp");
        node.put("ssid", ssid)
                .put("light", light)
                .put("replies_without_ssid", findings.withoutSsid())
                .put("reflected", nullable(findings.reflected()))
                .put("lost_forward", nullable(lostForward()))
                .put("lost_reverse", nullable(lostReverse()));
        var verdicts = node.putObject("tlvs");
        findings.verdicts().forEach((verdict, count) -> verdicts.put(JsonReport.lowerCase(verdict), count));
        var location = findings.location();
        if (location != null)
            node.putObject("location")
                    .put(
                            "destination_address",
                            text(addressOf(location, TlvType.DESTINATION_IPV4, TlvType.DESTINATION_IPV6)))
                    .put("destination_port", location.destinationPort())
                    .put("source_address", text(addressOf(location, TlvType.SOURCE_IPV4, TlvType.SOURCE_IPV6)))
                    .put("source_port", location.sourcePort())
                    .put("changes", findings.locationChanges());
        var stamps = findings.timestamps();
        if (stamps != null)
            node.putObject("timestamp_information")
                    .put("sync_in", named(SYNC_SOURCES, stamps.syncIn()))
                    .put("timestamp_in", named(METHODS, stamps.timestampIn()))
                    .put("sync_out", named(SYNC_SOURCES, stamps.syncOut()))
                    .put("timestamp_out", named(METHODS, stamps.timestampOut()));
        if (!findings.forwardTos().isEmpty()) {
            var service = node.putObject("class_of_service").put("refused", findings.dscpRefused());
            var forward = service.putObject("forward_tos");
            findings.forwardTos().forEach((tos, count) -> forward.put(hex(tos), count));
            var reverse = service.putObject("reverse_tos");
            findings.reverseTos().forEach((tos, count) -> reverse.put(hex(tos), count));
        }
        var counted = findings.counted();
        if (counted != null)
            node.putObject("direct_measurement")
                    .put("sender_sent", counted.senderSent())
                    .put("reflector_received", counted.reflectorReceived())
                    .put("reflector_sent", counted.reflectorSent());
        var access = findings.access();
        if (findings.accessReports() > 0)
            node.putObject("access_report")
                    .put("sent", findings.accessReports())
                    .put("acknowledged", access != null)
                    .put("id", access == null ? null : access.accessId())
                    .put("return_code", access == null ? null : access.returnCode());
        if (findings.followUps() > 0)
            node.putObject("follow_up").put("replies", findings.followUps()).put("mean_ns", findings.followUpNanos());
    }

    private static @Nullable Long nullable(long count) {
        return count < 0 ? null : count;
    }

    private static String hex(int tos) {
        return HexFormat.of().toHexDigits((byte) tos);
    }
}
