package org.waywiser.cli.report;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** One line per session under a header line, as RFC 4180 §2 quotes. Columns are the JSON report's fields by their paths. */
final class CsvReport implements ReportWriter {
    private static final String ORDER =
            "losses.runs losses.longest_run reordering.ratio reordering.largest_extent reordering.mean_extent";
    private static final List<String> TWO_WAY = columns(
            "peer.address peer.port local.address local.port",
            "rtt forward reverse turnaround ipdv pdv send_lag directions.forward.ipdv directions.forward.pdv"
                    + " directions.reverse.ipdv directions.reverse.pdv",
            ORDER + " directions.forward.packets.sent directions.forward.packets.received"
                    + " directions.forward.packets.lost directions.forward.packets.duplicates"
                    + " directions.forward.packets.reordered directions.reverse.packets.sent"
                    + " directions.reverse.packets.received directions.reverse.packets.lost"
                    + " directions.reverse.packets.duplicates directions.reverse.packets.reordered hops.forward.min"
                    + " hops.forward.max hops.reverse.min hops.reverse.max clock.synchronized clock.error_ns"
                    + " timestamps.tx timestamps.rx");
    private static final List<String> ONE_WAY = columns(
            "sender.address sender.port receiver.address receiver.port",
            "delay ipdv pdv send_lag",
            ORDER + " hops.min hops.max clock.synchronized clock.error_ns");

    private final PrintWriter out;
    private List<String> header = List.of();

    CsvReport(PrintWriter out) {
        this.out = out;
    }

    private static List<String> columns(String ends, String delays, String rest) {
        return Stream.of(
                        words("protocol direction sid"),
                        words(ends),
                        words("mode"),
                        words("kind profile root derivation key_source spi_i spi_r prf proposal local_id remote_id")
                                .map(field -> "security." + field),
                        words("security.path.protection"),
                        words("kind interval_ns packets padding_octets dscp timeout_ns")
                                .map(field -> "schedule." + field),
                        words("sent received lost duplicates reordered").map(field -> "packets." + field),
                        words(delays)
                                .flatMap(delay -> words("count min_ns p50_ns p90_ns p99_ns p999_ns max_ns mean_ns"
                                                + " stddev_ns negative")
                                        .map(field -> delay + "." + field)),
                        words(rest),
                        words("started ended partial interruption file"))
                .flatMap(columns -> columns)
                .toList();
    }

    private static Stream<String> words(String text) {
        return Stream.of(text.split(" "));
    }

    @Override
    public void write(SessionReport report) {
        line(TWO_WAY, JsonReport.document(report));
    }

    @Override
    public void write(OneWayReport report) {
        line(ONE_WAY, OneWayJson.document(report));
    }

    /** Where sessions of the other kind begin there is another header. */
    private void line(List<String> columns, JsonNode document) {
        if (!header.equals(columns))
            out.println(columns.stream().map(column -> column.replace('.', '_')).collect(Collectors.joining(",")));
        header = columns;
        out.println(columns.stream().map(column -> field(document, column)).collect(Collectors.joining(",")));
        out.flush();
    }

    private static String field(JsonNode document, String column) {
        var value = document.at("/" + column.replace('.', '/'));
        if (value.isMissingNode() || value.isNull()) return "";
        var text = value.asString();
        return text.matches("[^\",\r\n]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }
}
