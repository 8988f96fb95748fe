package org.waywiser.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * The table, and where it was made.
 *
 * @param where the machine and how busy it was
 */
record Report(String command, Map<String, Object> where, List<Line> lines) {
    private static final String BEGIN = "<!-- bench:begin -->";
    private static final String END = "<!-- bench:end -->";

    static Map<String, Object> where(String loadBefore, String buffers) throws IOException, InterruptedException {
        var where = new LinkedHashMap<String, Object>();
        where.put("date", LocalDate.now(ZoneOffset.UTC).toString());
        where.put("commit", command("git", "describe", "--always", "--dirty"));
        where.put("processor", processor());
        where.put("processors", Runtime.getRuntime().availableProcessors());
        where.put("kernel", command("uname", "-sr"));
        where.put("jdk", Runtime.version().toString());
        where.put("load_before", loadBefore);
        where.put("load_after", load());
        where.put("receive_buffers", buffers);
        return where;
    }

    /** Load averages of one, five and fifteen minutes. */
    static String load() throws IOException {
        return String.join(
                " ",
                List.of(Files.readString(Path.of("/proc/loadavg")).split(" ", -1))
                        .subList(0, 3));
    }

    private static String processor() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        }
    }

    private static String command(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).start();
        String text = process.inputReader().readAllAsString().strip();
        return process.waitFor() == 0 ? text : "unknown";
    }

    String json() {
        var document = new LinkedHashMap<String, Object>();
        document.put("schema", "waywiser-bench-1");
        document.put("command", command);
        document.putAll(where);
        document.put("lines", lines);
        return new JsonMapper().writeValueAsString(document);
    }

    String markdown() {
        var text = new StringBuilder();
        text.append("`").append(command).append("`, ").append(where.get("date")).append(", commit ");
        text.append(where.get("commit"))
                .append(", ")
                .append(where.get("processors"))
                .append(" × ");
        text.append(where.get("processor"))
                .append(", ")
                .append(where.get("kernel"))
                .append(", JDK ");
        text.append(where.get("jdk")).append("; load averages before ").append(where.get("load_before"));
        text.append(", after ").append(where.get("load_after")).append("; receive buffers in octets: ");
        text.append(where.get("receive_buffers")).append(".\n\n");
        text.append(
                "| what | side | figure | value | against | its value | ratio: median (least, most) | target | rounds"
                        + " (void) |\n");
        text.append("| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
        for (Line line : lines) text.append(row(line));
        return text.toString();
    }

    private static String row(Line line) {
        Line.Reference reference = line.reference();
        String against = reference == null
                ? "| | |"
                : "%s | %s | %s (%s, %s)"
                        .formatted(
                                reference.side(),
                                number(reference.value()),
                                number(reference.ratio().median()),
                                number(reference.ratio().least()),
                                number(reference.ratio().most()));
        return "| %s | %s | %s, %s | %s | %s | %s | %d (%d) |\n"
                .formatted(
                        line.measurement(),
                        line.side(),
                        line.figure(),
                        line.unit(),
                        number(line.value()),
                        reference == null ? " | | " : against,
                        line.target(),
                        line.rounds(),
                        line.voided());
    }

    /** Three digits are more than is known. */
    private static String number(double value) {
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f", value);
    }

    /** Puts the table in its place in a page. */
    void into(Path page) throws IOException {
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) throw new IOException(page + " has no " + BEGIN + " and " + END);
        Files.writeString(page, text.substring(0, begin + BEGIN.length()) + "\n" + markdown() + text.substring(end));
    }
}
