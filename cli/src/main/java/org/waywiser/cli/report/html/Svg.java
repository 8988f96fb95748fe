package org.waywiser.cli.report.html;

/**
 * A picture as wide as the page and so many pixels high. Places along its width are percentages, so that letters keep their
 * size on a phone; its margins, where labels stand, are the padding of class {@code chart}.
 */
final class Svg {
    private Svg() {}

    /** @param id of the picture in the page; with what it shows in a few words, and what there is to see in it */
    static Element picture(String id, String classes, String title, String description) {
        return Element.of("svg")
                .named("chart " + classes)
                .with("id", id)
                .with("role", "img")
                .with("aria-labelledby", id + "-title")
                .with("aria-describedby", id + "-desc")
                .add(
                        Element.of("title", title).with("id", id + "-title"),
                        Element.of("desc", description).with("id", id + "-desc"));
    }

    /** A field whose units are one column wide and one pixel high; lines in it keep their width. */
    static Element field(int columns, int top, int height) {
        return Element.of("svg")
                .named("field")
                .with("viewBox", "0 0 " + columns + " " + height)
                .with("preserveAspectRatio", "none")
                .with("y", top)
                .with("width", "100%")
                .with("height", height);
    }

    static Element path(String classes, CharSequence steps) {
        return Element.of("path").named(classes).with("d", steps.toString());
    }

    /** From one side to the other. */
    static Element across(String classes, double y) {
        return Element.of("line")
                .named(classes)
                .with("x2", "100%")
                .with("y1", y)
                .with("y2", y);
    }

    /** @param at 0 to 1 of the width */
    static Element upright(String classes, double at, double top, double foot) {
        return Element.of("line")
                .named(classes)
                .with("x1", Numbers.percent(at))
                .with("x2", Numbers.percent(at))
                .with("y1", top)
                .with("y2", foot);
    }

    /** Left of the picture. */
    static Element beside(String text, double y) {
        return Element.of("text", text)
                .named("beside")
                .with("dx", -8)
                .with("y", y)
                .with("dy", "0.32em");
    }

    /** @param at 0 to 1 of the width */
    static Element below(String text, double at, double y) {
        return Element.of("text", text)
                .named("below")
                .with("x", Numbers.percent(at))
                .with("y", y);
    }

    /** A strip of a field that says what is there when it is pointed at. */
    static Element spot(int column, int height, String text) {
        return Element.of("rect")
                .named("spot")
                .with("x", column)
                .with("width", 1)
                .with("height", height)
                .add(Element.of("title", text));
    }
}
