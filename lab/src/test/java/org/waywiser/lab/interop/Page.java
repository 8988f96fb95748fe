package org.waywiser.lab.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code docs/interop.md} as a run makes it: what each end of each row came to. */
final class Page {
    private static final Path COMMITTED = Path.of("../docs/interop.md");
    private static final Path MADE = Path.of("target/interop.md");

    private static final String HEAD = """
        # Interoperability: strongSwan

        Made by `StrongSwanInteropTest` against charon of Debian 12, each end on a host (network namespace) of its own; a run that sees
        anything else fails and leaves what it saw in `lab/target/interop.md`. A cell names the secrets that both ends hold alike, ours
        compared with charon's log, or the notify with which one end refused the other. Of two proposals joined by an arrow, one end asks
        for the first and the other accepts the second.

        | case | proposals | we initiate | strongSwan initiates |
        | --- | --- | --- | --- |
        """;

    private final Map<String, Map<Initiator, String>> cells = new HashMap<>();

    void enter(Case row, Initiator initiator, String outcome) {
        cells.computeIfAbsent(row.name(), _ -> new EnumMap<>(Initiator.class)).put(initiator, outcome);
    }

    private String text() {
        return Stream.of(Cases.SOUND, Cases.REFUSED)
                .flatMap(rows -> rows.stream())
                .map(row -> "| %s | %s | %s | %s |\n"
                        .formatted(
                                row.name(),
                                row.ike() + row.esp().map(esp -> ", " + esp).orElse(""),
                                cell(row, Initiator.WE),
                                cell(row, Initiator.STRONGSWAN)))
                .collect(Collectors.joining("", HEAD, ""));
    }

    private String cell(Case row, Initiator initiator) {
        return cells.getOrDefault(row.name(), Map.of()).getOrDefault(initiator, "failed");
    }

    /** Writes the page where the build puts its things; the text of it. */
    String write() throws IOException {
        Files.createDirectories(MADE.getParent());
        return Files.readString(Files.writeString(MADE, text()));
    }

    /** The page as it is published. */
    static String committed() throws IOException {
        return Files.exists(COMMITTED) ? Files.readString(COMMITTED) : "";
    }
}
