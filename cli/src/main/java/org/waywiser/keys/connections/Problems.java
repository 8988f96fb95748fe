package org.waywiser.keys.connections;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.waywiser.keys.connections.YamlNode.Place;

/** Collects what is wrong with a file. */
final class Problems {
    private record Problem(Place place, String text) {}

    private final String file;
    private final List<Problem> problems = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    /** @param path keys from the outermost, joined by dots; empty for the file itself */
    void add(Place place, String path, String text) {
        // one problem, one line
        String line = text.strip().replaceAll("\\s*\\R\\s*", " ");
        problems.add(new Problem(place, (path.isEmpty() ? "" : path + ": ") + line));
    }

    int count() {
        return problems.size();
    }

    void throwIfAny() throws InvalidConfiguration {
        if (problems.isEmpty()) return;
        throw new InvalidConfiguration(problems.stream()
                .sorted(Comparator.comparingInt((Problem p) -> p.place().line())
                        .thenComparingInt(p -> p.place().column()))
                .map(p -> file + ":" + p.place().line() + ":" + p.place().column() + ": " + p.text())
                .toList());
    }
}
