package org.waywiser.node.policy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.waywiser.keys.connections.InvalidConfiguration;
import org.waywiser.keys.connections.Section;
import org.waywiser.keys.connections.Times;
import org.waywiser.keys.connections.YamlFile;
import org.waywiser.wire.control.Modes;

/**
 * A file of policy: ours in YAML, or one of perfSONAR's.
 *
 * @param connections with the usual values where it says nothing of them
 */
public record PolicyFile(Policy policy, ConnectionLimits connections) {
    /**
     * Reads YAML if the name ends like that, else what perfSONAR's servers read.
     *
     * @throws InvalidConfiguration with everything that is wrong
     */
    public static PolicyFile read(Path file) throws InvalidConfiguration {
        String name = file.toString();
        return name.endsWith(".yaml") || name.endsWith(".yml")
                ? YamlFile.read(file, PolicyFile::read)
                : new PolicyFile(LimitsFile.read(file), ConnectionLimits.DEFAULT);
    }

    private static PolicyFile read(Section root) {
        ConnectionLimits connections =
                root.section("connections").map(PolicyFile::connections).orElse(ConnectionLimits.DEFAULT);
        var classes = new LinkedHashMap<String, LimitClass>();
        root.section("classes")
                .ifPresent(all -> all.sections().forEach((name, section) -> {
                    LimitClass read = limitClass(name, section);
                    Policy.problem(read, classes).ifPresent(section::problem);
                    classes.putIfAbsent(name, read);
                }));
        Assignments assignments = root.section("assign")
                .map(section -> assignments(section, classes))
                .orElse(Assignments.NONE);
        return new PolicyFile(policy(classes, assignments), connections);
    }

    /** What has problems is not used, whatever it is. */
    private static Policy policy(Map<String, LimitClass> classes, Assignments assignments) {
        try {
            return classes.isEmpty() ? Policy.UNLIMITED : Policy.of(List.copyOf(classes.values()), assignments);
        } catch (IllegalArgumentException e) {
            return Policy.UNLIMITED;
        }
    }

    private static ConnectionLimits connections(Section section) {
        ConnectionLimits usual = ConnectionLimits.DEFAULT;
        var read = new ConnectionLimits(
                section.quantity("most", PolicyFile::count).orElse(usual.most()),
                section.quantity("per-address", PolicyFile::count).orElse(usual.perAddress()),
                section.quantity("handshake", PolicyFile::time),
                section.quantity("idle", PolicyFile::time));
        section.end();
        return read;
    }

    private static LimitClass limitClass(String name, Section section) {
        var limits = new EnumMap<Limit, Long>(Limit.class);
        for (Limit limit : Limit.values()) {
            section.quantity(limit.key(), Amount::parse).ifPresent(most -> limits.put(limit, most));
        }
        var read = new LimitClass(
                name,
                section.text("parent", parent -> parent),
                limits,
                section.text("modes", PolicyFile::modes),
                section.flag("open-inside-ipsec"),
                section.flag("delete-on-fetch"));
        section.end();
        return read;
    }

    private static Assignments assignments(Section section, Map<String, LimitClass> classes) {
        var read = new Assignments(
                map(section, "identities", text -> text, classes),
                map(section, "users", text -> text, classes),
                map(section, "networks", Amount::network, classes),
                section.text("default", name -> known(name, classes)));
        section.end();
        return read;
    }

    private static <K> Map<K, String> map(
            Section section, String key, Section.Reader<K> reader, Map<String, LimitClass> classes) {
        Optional<Section> inside = section.section(key);
        if (inside.isEmpty()) return Map.of();
        Map<K, String> read = inside.get().texts(reader);
        for (String name : read.values()) {
            if (!classes.containsKey(name)) inside.get().problem("there is no class " + name);
        }
        return read;
    }

    private static String known(String name, Map<String, LimitClass> classes) {
        if (classes.containsKey(name)) return name;
        throw new IllegalArgumentException("there is no class " + name);
    }

    private static int count(String text) {
        if (text.matches("[1-9]\\d{0,6}")) return Integer.parseInt(text);
        throw new IllegalArgumentException("'" + text + "' is no number of connections; write 1 to 9999999");
    }

    private static Duration time(String text) {
        Duration time = Times.parse(text);
        if (time.isPositive()) return time;
        throw new IllegalArgumentException("must be more than 0");
    }

    /** As the letters of {@code --mode}. */
    static Modes modes(String text) {
        Modes modes = Modes.NONE;
        for (char letter : text.replace(",", "").toCharArray()) {
            modes = modes.or(
                    switch (letter) {
                        case 'O', 'o' -> Modes.UNAUTHENTICATED;
                        case 'A', 'a' -> Modes.AUTHENTICATED;
                        case 'E', 'e' -> Modes.ENCRYPTED;
                        case 'M', 'm' -> Modes.MIXED;
                        default ->
                            throw new IllegalArgumentException(
                                    "'" + text + "' holds a mode that is none of O, A, E, M");
                    });
        }
        return modes;
    }
}
