package org.waywiser.lab.peers;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A section of strongSwan's configuration: values and further sections by their names, in order. Immutable. */
public final class Settings {
    /** Without content. */
    public static final Settings NONE = new Settings(Map.of());

    private final Map<String, Object> content;

    private Settings(Map<String, Object> content) {
        this.content = content;
    }

    /** With a value, in place of what had its name. */
    public Settings set(String key, Object value) {
        var changed = new LinkedHashMap<>(content);
        changed.put(key, value);
        return new Settings(changed);
    }

    /** With that section changed, which is made if there is none. */
    public Settings in(String section, UnaryOperator<Settings> change) {
        var inner = content.get(section) instanceof Settings present ? present : NONE;
        return set(section, change.apply(inner));
    }

    /** Two are equal if they read the same. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Settings settings && content.equals(settings.content);
    }

    @Override
    public int hashCode() {
        return content.hashCode();
    }

    /** As strongSwan reads it. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        print(text, "");
        return text.toString();
    }

    private void print(StringBuilder text, String indent) {
        content.forEach((key, value) -> {
            text.append(indent).append(key);
            if (value instanceof Settings section) {
                text.append(" {\n");
                section.print(text, indent + "  ");
                text.append(indent).append("}\n");
            } else {
                text.append(" = ").append(value).append('\n');
            }
        });
    }
}
