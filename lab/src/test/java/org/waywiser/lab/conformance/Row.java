package org.waywiser.lab.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** One rule of {@code docs/conformance.md}: {@code | RFC | § | level | rule | tests or reason |}. */
record Row(String place, String rfc, String section, String level, String rule, String evidence) {
    /** Reads all table rows of a document; lines that are no rows of five cells go to {@code complaints}. */
    static List<Row> read(String name, List<String> lines, Consumer<String> complaints) {
        var rows = new ArrayList<Row>();
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i).strip();
            var place = name + ":" + (i + 1);
            if (!line.startsWith("|") || line.matches("[|\\s:-]+")) continue;
            // A bar inside a cell is written \|.
            var cells = Stream.of(line.substring(1).split("(?<!\\\\)\\|", -1))
                    .map(String::strip)
                    .toList();
            if (cells.size() != 6 || !cells.getLast().isEmpty()) complaints.accept(place + ": not a row of five cells");
            else if (!cells.getFirst().equals("RFC"))
                rows.add(new Row(place, cells.get(0), cells.get(1), cells.get(2), cells.get(3), cells.get(4)));
        }
        return rows;
    }

    String identity() {
        return rfc + " §" + section + " " + rule;
    }
}
