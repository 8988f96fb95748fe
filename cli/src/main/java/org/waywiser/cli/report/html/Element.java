package org.waywiser.cli.report.html;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An element of HTML, or of SVG within it. Text and values are escaped, so that what a peer chose stays text. */
final class Element {
    /** They have neither content nor an end. */
    private static final Set<String> VOID = Set.of("meta");

    /** What they hold is not parsed, so it cannot be escaped either. */
    private static final Set<String> RAW = Set.of("script", "style");

    private final String name;
    private final Map<String, String> attributes = new LinkedHashMap<>();

    /** Texts and elements. */
    private final List<Object> content = new ArrayList<>();

    private Element(String name) {
        this.name = name;
    }

    static Element of(String name) {
        return new Element(name);
    }

    static Element of(String name, String text) {
        return new Element(name).text(text);
    }

    /** Sets an attribute. */
    Element with(String attribute, String value) {
        attributes.put(attribute, value);
        return this;
    }

    Element with(String attribute, double value) {
        return with(attribute, Numbers.plain(value));
    }

    Element named(String classes) {
        return with("class", classes);
    }

    Element text(String text) {
        content.add(text);
        return this;
    }

    Element add(Element... children) {
        content.addAll(List.of(children));
        return this;
    }

    Element add(List<Element> children) {
        content.addAll(children);
        return this;
    }

    void write(StringBuilder out) {
        out.append('<').append(name);
        attributes.forEach((attribute, value) -> {
            out.append(' ').append(attribute).append("=\"");
            escape(value, out);
            out.append('"');
        });
        out.append('>');
        if (VOID.contains(name)) return;
        for (Object part : content) {
            if (part instanceof Element child) child.write(out);
            else if (RAW.contains(name)) raw((String) part, out);
            else escape((String) part, out);
        }
        out.append("</").append(name).append('>');
    }

    private static void raw(String text, StringBuilder out) {
        if (text.contains("<")) throw new IllegalArgumentException("what is not parsed could end early");
        out.append(text);
    }

    private static void escape(String text, StringBuilder out) {
        text.codePoints().forEach(point -> {
            switch (point) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\n' -> out.append('\n');
                default -> out.appendCodePoint(visible(point) ? point : '?');
            }
        });
    }

    /** Not so what controls, and what turns the direction of writing. */
    private static boolean visible(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
