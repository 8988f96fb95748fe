package org.waywiser.keys.connections;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/** A value of a YAML file and where it stands. Aliases are refused, so a file is never more than it looks. */
sealed interface YamlNode {
    Place place();

    /** What a user would call it. */
    String kind();

    /** Line and column, from 1. */
    record Place(int line, int column) {}

    /** All entries in order, those with a key that occurred before too. */
    record Mapping(Place place, List<Entry> entries) implements YamlNode {
        @Override
        public String kind() {
            return "a section";
        }
    }

    record Entry(Place place, String key, YamlNode value) {}

    record Sequence(Place place, List<YamlNode> items) implements YamlNode {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /** @param kind what it is, such as {@code a number} */
    record Scalar(Place place, String kind, String text) implements YamlNode {
        static final String TEXT = "text";
        static final String NUMBER = "a number";
        static final String SWITCH = "true or false";
        static final String NOTHING = "nothing";

        boolean is(String wanted) {
            return kind.equals(wanted);
        }
    }

    /**
     * Reads the one document of a file; an empty one is an empty section.
     *
     * @throws NotYaml where it ends to be one
     */
    static YamlNode read(String text) throws NotYaml {
        var factory = YAMLFactory.builder()
                .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(20).build())
                .build();
        try (var in = (YAMLParser) factory.createParser(ObjectReadContext.empty(), text)) {
            if (in.nextToken() == null) return new Mapping(new Place(1, 1), List.of());
            YamlNode root = value(in);
            if (in.nextToken() != null) throw new NotYaml(place(in), "a second document: one is all that is read");
            return root;
        } catch (JacksonException e) {
            throw new NotYaml(place(e.getLocation()), words(e));
        }
    }

    private static YamlNode value(YAMLParser in) throws NotYaml {
        Place place = place(in);
        if (in.isCurrentAlias()) throw new NotYaml(place, "an alias (*): write out what it stands for");
        return switch (in.currentToken()) {
            case START_OBJECT -> new Mapping(place, entries(in));
            case START_ARRAY -> new Sequence(place, items(in));
            case VALUE_STRING -> new Scalar(place, Scalar.TEXT, in.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Scalar(place, Scalar.NUMBER, in.getString());
            case VALUE_TRUE, VALUE_FALSE -> new Scalar(place, Scalar.SWITCH, in.getString());
            case VALUE_NULL -> new Scalar(place, Scalar.NOTHING, "");
            case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new NotYaml(place, "a value of a kind that is not used here");
        };
    }

    private static List<Entry> entries(YAMLParser in) throws NotYaml {
        var entries = new ArrayList<Entry>();
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            Place place = place(in);
            String key = in.currentName();
            in.nextToken();
            entries.add(new Entry(place, key, value(in)));
        }
        return List.copyOf(entries);
    }

    private static List<YamlNode> items(YAMLParser in) throws NotYaml {
        var items = new ArrayList<YamlNode>();
        while (in.nextToken() != JsonToken.END_ARRAY) items.add(value(in));
        return List.copyOf(items);
    }

    /** Without the indented lines, which repeat the file. */
    private static String words(JacksonException e) {
        return String.valueOf(e.getOriginalMessage())
                .lines()
                .filter(line -> !line.startsWith(" "))
                .collect(Collectors.joining("; "));
    }

    private static Place place(JsonParser in) {
        return place(in.currentTokenLocation());
    }

    private static Place place(@Nullable TokenStreamLocation location) {
        if (location == null) return new Place(1, 1);
        return new Place(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }

    /** The file is no YAML, or more than we read of it. */
    final class NotYaml extends Exception {
        private static final long serialVersionUID = 1;

        private final transient Place place;

        private NotYaml(Place place, String message) {
            super(message);
            this.place = place;
        }

        Place place() {
            return place;
        }
    }
}
