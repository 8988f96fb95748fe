package org.waywiser.node.policy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.waywiser.keys.connections.InvalidConfiguration;
import org.waywiser.node.AddressPrefix;
import org.waywiser.node.policy.Statements.Statement;
import org.waywiser.wire.control.Modes;

/**
 * The policy of a server of perfSONAR, {@code owamp-server.limits} or {@code twamp-server.limits}: {@code limit} lines define classes,
 * {@code assign} lines say who is of which.
 */
public final class LimitsFile {
    private static final Pattern LIMIT = Pattern.compile("(\\S+)\\s+(?i:with)(?:\\s+(.*))?", Pattern.DOTALL);
    private static final Pattern PAIR = Pattern.compile("\\s*([^\\s=]+)\\s*=\\s*(\\S*)\\s*");
    private static final Modes KEYED = Modes.AUTHENTICATED.or(Modes.ENCRYPTED).or(Modes.MIXED);

    private final Statements statements;
    private final Map<String, LimitClass> classes = new LinkedHashMap<>();
    private final Map<String, String> users = new HashMap<>();
    private final Map<AddressPrefix, String> networks = new HashMap<>();
    private Optional<String> otherwise = Optional.empty();

    private LimitsFile(Statements statements) {
        this.statements = statements;
    }

    /** @throws InvalidConfiguration with all that is wrong: {@code FILE:LINE: what} */
    public static Policy read(Path file) throws InvalidConfiguration {
        return new LimitsFile(Statements.of(file)).read();
    }

    static Policy read(String name, String text) throws InvalidConfiguration {
        return new LimitsFile(Statements.of(name, text)).read();
    }

    private Policy read() throws InvalidConfiguration {
        for (Statement statement : statements.all()) {
            String[] words = statement.text().split("\\s+", 2);
            String rest = words.length == 2 ? words[1] : "";
            int offset = statement.text().length() - rest.length();
            switch (words[0].toLowerCase(Locale.ROOT)) {
                case "limit" -> limit(statement, offset, rest);
                case "assign" -> assign(statement, rest.strip().split("\\s+"));
                default -> statements.problem(statement.line(), "a line begins with limit or assign");
            }
        }
        statements.throwIfAny();
        if (classes.isEmpty()) return Policy.UNLIMITED;
        return Policy.of(List.copyOf(classes.values()), new Assignments(Map.of(), users, networks, otherwise));
    }

    private void limit(Statement statement, int offset, String rest) {
        Matcher parts = LIMIT.matcher(rest);
        if (!parts.matches()) {
            statements.problem(statement.line(), "limit wants: limit CLASS with KEY=VALUE,...");
            return;
        }
        var reading = new Reading(parts.group(1));
        String pairs = parts.group(2) == null ? "" : parts.group(2);
        int at = parts.group(2) == null ? 0 : offset + parts.start(2);
        for (String pair : pairs.isBlank() ? List.<String>of() : List.of(pairs.split(",", -1))) {
            int first = at + pair.length() - pair.stripLeading().length();
            reading.pair(pair, statement.lineOf(Math.min(first, statement.text().length())));
            at += pair.length() + 1;
        }
        LimitClass read = reading.read();
        Policy.problem(read, classes).ifPresent(problem -> statements.problem(statement.line(), problem));
        classes.putIfAbsent(read.name(), read);
    }

    /** One class as it is being read. */
    private final class Reading {
        private final String name;
        private final List<String> seen = new ArrayList<>();
        private final Map<Limit, Long> limits = new EnumMap<>(Limit.class);
        private Optional<String> parent = Optional.empty();
        private Optional<Modes> modes = Optional.empty();
        private Optional<Boolean> deleteOnFetch = Optional.empty();

        Reading(String name) {
            this.name = name;
        }

        void pair(String text, int line) {
            Matcher pair = PAIR.matcher(text);
            if (!pair.matches()) {
                statements.problem(line, "'" + text.strip() + "' is no KEY=VALUE");
                return;
            }
            String key = pair.group(1).toLowerCase(Locale.ROOT);
            if (seen.contains(key)) statements.problem(line, key + " stands here twice");
            seen.add(key);
            try {
                set(key, pair.group(2));
            } catch (IllegalArgumentException e) {
                statements.problem(line, key + ": " + e.getMessage());
            }
        }

        private void set(String key, String value) {
            switch (key) {
                case "parent" -> parent = Optional.of(value);
                case "bandwidth" -> limits.put(Limit.BANDWIDTH, Amount.parse(value));
                case "disk" -> limits.put(Limit.DISK, Amount.parse(value));
                case "test_sessions" -> limits.put(Limit.SESSIONS_PER_CONNECTION, Amount.parse(value));
                case "delete_on_fetch" -> deleteOnFetch = Optional.of(on(value));
                case "allow_open_mode" -> modes = Optional.of(on(value) ? KEYED.or(Modes.UNAUTHENTICATED) : KEYED);
                default ->
                    throw new IllegalArgumentException("unknown; known are parent, bandwidth, disk, delete_on_fetch,"
                            + " allow_open_mode and test_sessions");
            }
        }

        LimitClass read() {
            return new LimitClass(name, parent, limits, modes, Optional.empty(), deleteOnFetch);
        }
    }

    private void assign(Statement statement, String[] words) {
        String kind = words[0].toLowerCase(Locale.ROOT);
        int wanted = kind.equals("default") ? 2 : 3;
        if (words.length != wanted || !List.of("default", "net", "user").contains(kind)) {
            statements.problem(
                    statement.line(),
                    "assign wants: assign default CLASS, assign net PREFIX CLASS or assign user NAME CLASS");
            return;
        }
        String name = words[wanted - 1];
        if (!classes.containsKey(name)) statements.problem(statement.line(), "no class " + name + " stands before");
        try {
            switch (kind) {
                case "net" -> networks.put(Amount.network(words[1]), name);
                case "user" -> users.put(words[1], name);
                default -> {
                    if (otherwise.isPresent()) throw new IllegalArgumentException("a second assign default");
                    otherwise = Optional.of(name);
                }
            }
        } catch (IllegalArgumentException e) {
            statements.problem(statement.line(), String.valueOf(e.getMessage()));
        }
    }

    private static boolean on(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new IllegalArgumentException("'" + value + "' is neither on nor off");
        };
    }
}
