package org.waywiser.cli.report;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** One line per session under a header line, as RFC 4180 §2 quotes. Columns are the JSON report's fields by their paths. */
final class CsvReport implements ReportWriter {
    private static final List<String> COLUMNS = Stream.of(
                    Stream.of("protocol direction sid peer.address peer.port local.address local.port mode".split(" ")),
                    Stream.of("kind profile root derivation key_source spi_i spi_r prf proposal local_id remote_id"
                                    .split(" "))
                            .map(field -> "security." + field),
                    Stream.of("security.path.protection"),
                    Stream.of("kind interval_ns packets padding_octets dscp timeout_ns".split(" "))
                            .map(field -> "schedule." + field),
                    Stream.of("sent received lost duplicates reordered".split(" "))
                            .map(field -> "packets." + field),
                    Stream.of("rtt forward reverse turnaround ipdv pdv send_lag".split(" "))
                            .flatMap(delay -> Stream.of(("count min_ns p50_ns p90_ns p99_ns p999_ns max_ns mean_ns"
                                                    + " stddev_ns negative")
                                            .split(" "))
                                    .map(field -> delay + "." + field)),
                    Stream.of("hops.forward.min hops.forward.max hops.reverse.min hops.reverse.max".split(" ")),
                    Stream.of("clock.synchronized clock.error_ns timestamps.tx timestamps.rx".split(" ")),
                    Stream.of("started ended partial interruption".split(" ")))
            .flatMap(columns -> columns)
            .toList();

    private final PrintWriter out;
    private boolean headed;

    CsvReport(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void write(SessionReport report) {
        if (!headed)
            out.println(COLUMNS.stream().map(column -> column.replace('.', '_')).collect(Collectors.joining(",")));
        headed = true;
        var document = JsonReport.document(report);
        out.println(COLUMNS.stream().map(column -> field(document, column)).collect(Collectors.joining(",")));
        out.flush();
    }

    private static String field(JsonNode document, String column) {
        var value = document.at("/" + column.replace('.', '/'));
        if (value.isMissingNode() || value.isNull()) return "";
        var text = value.asString();
        return text.matches("[^\",\r\n]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }
}
