package org.waywiser.node.policy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.waywiser.keys.connections.InvalidConfiguration;

/** A file of perfSONAR's, statement by statement: a line each, continued by a backslash at its end; {@code #} begins a comment line. */
final class Statements {
    private static final int MOST_OCTETS = 4 << 20;

    /**
     * A statement.
     *
     * @param line where it begins, from 1
     * @param text with a newline wherever it was continued
     */
    record Statement(int line, String text) {
        /** Where a part of it stands. */
        int lineOf(int offset) {
            return line
                    + (int) text.substring(0, offset)
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
        }
    }

    private final String file;
    private final List<String> problems = new ArrayList<>();
    private final List<Statement> all = new ArrayList<>();

    private Statements(String file) {
        this.file = file;
    }

    /** @throws InvalidConfiguration if it cannot be read */
    static Statements of(Path file) throws InvalidConfiguration {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(MOST_OCTETS + 1);
            if (octets.length > MOST_OCTETS) throw unusable(file, "is larger than " + MOST_OCTETS + " octets");
            return of(file.toString(), new String(octets, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            throw unusable(file, "does not exist");
        } catch (IOException e) {
            throw unusable(file, "cannot be read: " + e.getMessage());
        }
    }

    static Statements of(String file, String text) {
        var statements = new Statements(file);
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).stripLeading();
            if (line.isEmpty() || line.startsWith("#")) continue;
            int first = i;
            var whole = new StringBuilder();
            while (line.endsWith("\\")) {
                whole.append(line, 0, line.length() - 1).append('\n');
                line = i + 1 < lines.size() ? lines.get(++i) : "";
            }
            whole.append(line);
            var statement = new Statement(first + 1, whole.toString());
            int stray = statement.text().indexOf('\\');
            if (stray < 0) statements.all.add(statement);
            else statements.problem(statement.lineOf(stray), "a backslash stands only at the end of a line");
        }
        return statements;
    }

    List<Statement> all() {
        return all;
    }

    void problem(int line, String text) {
        problems.add(file + ":" + line + ": " + text);
    }

    void throwIfAny() throws InvalidConfiguration {
        if (!problems.isEmpty()) throw new InvalidConfiguration(problems);
    }

    private static InvalidConfiguration unusable(Path file, String why) {
        return new InvalidConfiguration(List.of(file + ": " + why));
    }
}
