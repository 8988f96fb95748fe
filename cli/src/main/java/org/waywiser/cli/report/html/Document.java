package org.waywiser.cli.report.html;

import java.util.Optional;
import java.util.function.LongFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON document of a session, of which the page shows the figures: each with its value and where it stands there. */
record Document(ObjectNode json) {
    private static final String UNKNOWN = "\u2013";

    /** Whether there is anything at that JSON Pointer. RFC 6901. */
    boolean has(String pointer) {
        return found(pointer).isPresent();
    }

    long number(String pointer) {
        return found(pointer).map(JsonNode::asLong).orElse(0L);
    }

    String text(String pointer) {
        return found(pointer).map(JsonNode::asString).orElse(UNKNOWN);
    }

    private Optional<JsonNode> found(String pointer) {
        JsonNode node = json.at(pointer);
        return node.isMissingNode() || node.isNull() ? Optional.empty() : Optional.of(node);
    }

    /** A figure, or a dash where it is not known. */
    Element figure(String pointer, LongFunction<String> words) {
        if (!has(pointer)) return Element.of("span", UNKNOWN);
        return Element.of("data", words.apply(number(pointer)))
                .with("value", text(pointer))
                .with("data-at", pointer);
    }

    Element count(String pointer) {
        return figure(pointer, Numbers::count);
    }
}
