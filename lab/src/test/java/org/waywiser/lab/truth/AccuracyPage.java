package org.waywiser.lab.truth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.waywiser.testkit.StreamTruth;
import tools.jackson.databind.JsonNode;

/** Tables of {@code docs/accuracy.md}, as a run makes them. */
final class AccuracyPage {
    private static final String DELAYS = """
        | case | figure | netem | kernel's stamps: least / median / p99 / most, ms | report |
        | --- | --- | --- | --- | --- |
        """;
    private static final String COUNTS = """
        | case | netem there; back | captures: received / lost / duplicates / reordered | report |
        | --- | --- | --- | --- |
        """;
    private static final String STOPS = """
        | stopped | figure | report: least / median / p90 / p99 / most, ms |
        | --- | --- | --- |
        """;

    private final Path made;
    private final Map<String, List<String>> tables = new LinkedHashMap<>();

    /** @param name of the file in the folder of the build */
    AccuracyPage(String name) {
        made = Path.of("target", name + ".md");
    }

    void add(Measured measured) {
        if (measured.scenario().command().equals("owping")) {
            addOneWay(measured);
            return;
        }
        var scenario = measured.scenario();
        var truth = measured.roundTrips();
        var report = measured.report();
        delays(scenario.name(), "forward", scenario.there(), truth.forward(), report);
        delays(scenario.name(), "reverse", scenario.back(), truth.reverse(), report);
        delays(scenario.name(), "turnaround", "", truth.turnaround(), report);
        delays(scenario.name(), "rtt", "", truth.net(), report);
        String ways = scenario.there() + "; " + scenario.back();
        counts(scenario.name(), ways, truth.counts().round(), report);
        counts(scenario.name() + ", back", "", truth.counts().back(), report.at("/directions/reverse"));
    }

    private void addOneWay(Measured measured) {
        var scenario = measured.scenario();
        for (String direction : List.of("to", "from")) {
            var way = measured.oneWay(direction);
            String netem = direction.equals("to") ? scenario.there() : scenario.back();
            String name = scenario.name() + ", " + direction;
            delays(name, "delay", netem, way.delays(), way.report());
            counts(name, netem, new StreamTruth(scenario.packets(), way.arrivals()), way.report());
        }
    }

    private void delays(String name, String figure, String netem, Delays truth, JsonNode report) {
        row(
                DELAYS,
                name,
                figure,
                netem,
                truth.bounds(0, 50, 99, 100),
                reported(report.at("/" + figure), "min", "p50", "p99", "max"));
    }

    private void counts(String name, String netem, StreamTruth truth, JsonNode report) {
        row(
                COUNTS,
                name,
                netem,
                "%d / %d / %d / %d".formatted(truth.received(), truth.lost(), truth.duplicates(), truth.reordered()),
                List.of("received", "lost", "duplicates", "reordered").stream()
                        .map(count ->
                                String.valueOf(report.at("/packets/" + count).asLong()))
                        .collect(Collectors.joining(" / ")));
    }

    void stopped(String end, String figure, JsonNode report) {
        row(STOPS, end, figure, reported(report.at("/" + figure), "min", "p50", "p90", "p99", "max"));
    }

    private static String reported(JsonNode delay, String... figures) {
        long[] values = new long[figures.length];
        for (int i = 0; i < values.length; i++)
            values[i] = delay.at("/" + figures[i] + "_ns").asLong();
        return LongStream.of(values).mapToObj(AccuracyPage::millis).collect(Collectors.joining(" / "));
    }

    static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.3f", nanos / 1e6);
    }

    private void row(String table, String... cells) {
        tables.computeIfAbsent(table, _ -> new ArrayList<>()).add("| " + String.join(" | ", cells) + " |\n");
    }

    void write() throws IOException {
        Files.createDirectories(made.getParent());
        var text = new StringBuilder();
        tables.forEach(
                (head, rows) -> text.append(head).append(String.join("", rows)).append('\n'));
        Files.writeString(made, text);
    }
}
