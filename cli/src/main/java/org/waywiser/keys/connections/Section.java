package org.waywiser.keys.connections;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.waywiser.keys.connections.YamlNode.Mapping;
import org.waywiser.keys.connections.YamlNode.Place;
import org.waywiser.keys.connections.YamlNode.Scalar;
import org.waywiser.keys.connections.YamlNode.Sequence;
import org.waywiser.keys.credentials.UnusableCredentials;

/** A section of a configuration file, read key by key. What does not fit is noted; what was not asked for is unknown. */
public final class Section {
    /** Names that people know from swanctl.conf, or are likely to try. */
    private static final Map<String, String> ELSEWHERE = Map.ofEntries(
            Map.entry("remote_addrs", "peer"),
            Map.entry("remote_port", "peer: HOST:PORT"),
            Map.entry("local_addrs", "ike.listen"),
            Map.entry("local_port", "ike.port"),
            Map.entry("certs", "cert"),
            Map.entry("cacerts", "ca"),
            Map.entry("rekey_time", "rekey-time"),
            Map.entry("rekey", "rekey-time"),
            Map.entry("reauth_time", "reauth-time"),
            Map.entry("reauth", "reauth-time"),
            Map.entry("dpd_delay", "liveness"),
            Map.entry("start_action", "start"),
            Map.entry("secret", "psk-file: FILE, since secrets stand in files of their own"),
            Map.entry("psk", "psk-file: FILE, since secrets stand in files of their own"));

    /** Makes a value of text. */
    @FunctionalInterface
    public interface Reader<T> {
        /** @throws IllegalArgumentException or UnusableCredentials in one line for the user */
        T read(String text) throws UnusableCredentials;
    }

    private final Place place;
    private final String path;
    private final Problems problems;
    private final Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
    private final Set<String> known = new TreeSet<>();

    private Section(Mapping mapping, String path, Problems problems) {
        this.place = mapping.place();
        this.path = path;
        this.problems = problems;
        for (var entry : mapping.entries()) {
            var earlier = entries.putIfAbsent(entry.key(), entry);
            if (earlier != null) {
                problems.add(
                        entry.place(),
                        path(entry.key()),
                        "stands here a second time, first in line "
                                + earlier.place().line());
            }
        }
    }

    /** The whole file, if it is a section at all. */
    static Optional<Section> root(YamlNode node, Problems problems) {
        return of(node, "", problems);
    }

    private static Optional<Section> of(YamlNode node, String path, Problems problems) {
        if (node instanceof Mapping mapping) return Optional.of(new Section(mapping, path, problems));
        problems.add(node.place(), path, "a section is wanted here, not " + node.kind());
        return Optional.empty();
    }

    /** The section of that key. */
    public Optional<Section> section(String key) {
        return entry(key).flatMap(entry -> of(entry.value(), path(key), problems));
    }

    /** The sections inside, whatever their names. */
    public Map<String, Section> sections() {
        var sections = new LinkedHashMap<String, Section>();
        for (String name : entries.keySet()) section(name).ifPresent(section -> sections.put(name, section));
        return sections;
    }

    /** Text that is no number. */
    public <T> Optional<T> text(String key, Reader<T> reader) {
        return scalar(key, Set.of(Scalar.TEXT)).flatMap(value -> read(key, value, reader));
    }

    /** The keys inside, whatever they are, each with what a reader makes of it and a text. */
    public <K> Map<K, String> texts(Reader<K> keys) {
        var texts = new LinkedHashMap<K, String>();
        for (var entry : entries.values()) {
            Optional<K> key = read(entry.key(), new Scalar(entry.place(), Scalar.TEXT, entry.key()), keys);
            Optional<String> text = text(entry.key(), value -> value);
            if (key.isPresent() && text.isPresent()) texts.put(key.get(), text.get());
        }
        return texts;
    }

    /** Text or a bare number. */
    public <T> Optional<T> quantity(String key, Reader<T> reader) {
        return scalar(key, Set.of(Scalar.TEXT, Scalar.NUMBER)).flatMap(value -> read(key, value, reader));
    }

    /** True or false. */
    public Optional<Boolean> flag(String key) {
        return scalar(key, Set.of(Scalar.SWITCH)).map(value -> Boolean.valueOf(value.text()));
    }

    /** One text, or a list of them. */
    <T> List<T> texts(String key, Reader<T> reader) {
        var entry = entry(key);
        if (entry.isEmpty()) return List.of();
        var items = entry.get().value() instanceof Sequence sequence
                ? sequence.items()
                : List.of(entry.get().value());
        var texts = new ArrayList<T>();
        for (var item : items) {
            expect(item, key, Set.of(Scalar.TEXT))
                    .flatMap(text -> read(key, text, reader))
                    .ifPresent(texts::add);
        }
        return texts;
    }

    /** Whether the key is there. */
    public boolean has(String key) {
        return entries.containsKey(key);
    }

    /** Something is wrong with this section as a whole. */
    public void problem(String text) {
        problems.add(place, path, text);
    }

    /** Something is wrong with what a key says. */
    public void problem(String key, String text) {
        problems.add(entries.containsKey(key) ? entries.get(key).value().place() : place, path(key), text);
    }

    /** All keys have been asked for: others mean nothing. */
    public void end() {
        for (var entry : entries.values()) {
            if (!known.contains(entry.key())) problems.add(entry.place(), path(entry.key()), unknown(entry.key()));
        }
    }

    private String unknown(String key) {
        String elsewhere = ELSEWHERE.get(key);
        if (elsewhere != null) return "unknown here, write " + elsewhere;
        return known.stream()
                .filter(name -> alike(name, key))
                .findFirst()
                .map(name -> "unknown, did you mean " + name + "?")
                .orElse("unknown; known are " + String.join(", ", known));
    }

    /** Whether at most two characters have to be put in, left out or changed. */
    private static boolean alike(String one, String other) {
        int[] above = new int[other.length() + 1];
        Arrays.setAll(above, i -> i);
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[above.length];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int changed = above[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[other.length()] <= 2;
    }

    private Optional<YamlNode.Entry> entry(String key) {
        known.add(key);
        return Optional.ofNullable(entries.get(key));
    }

    private Optional<Scalar> scalar(String key, Set<String> kinds) {
        return entry(key).flatMap(entry -> expect(entry.value(), key, kinds));
    }

    private Optional<Scalar> expect(YamlNode node, String key, Set<String> kinds) {
        if (node instanceof Scalar scalar && kinds.contains(scalar.kind())) return Optional.of(scalar);
        String wanted = String.join(" or ", new TreeSet<>(kinds));
        String hint = kinds.contains(Scalar.TEXT) && node instanceof Scalar s && !s.is(Scalar.NOTHING)
                ? "; put it in quotes if it is"
                : "";
        problems.add(node.place(), path(key), wanted + " is wanted here, not " + node.kind() + hint);
        return Optional.empty();
    }

    private <T> Optional<T> read(String key, Scalar value, Reader<T> reader) {
        try {
            return Optional.of(reader.read(value.text()));
        } catch (IllegalArgumentException | UnusableCredentials e) {
            problems.add(value.place(), path(key), String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
