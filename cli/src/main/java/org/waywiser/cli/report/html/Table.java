package org.waywiser.cli.report.html;

import java.util.List;

/** A table that can be moved sideways where it does not fit. */
final class Table {
    private final Element table = Element.of("table");
    private final Element body = Element.of("tbody");
    private final String caption;

    /** @param words how many columns after the first hold words, not figures */
    Table(String caption, int words, List<String> columns) {
        this.caption = caption;
        table.named(words == 0 ? "figures" : words == 1 ? "figures one" : "words");
        var head = Element.of("tr");
        for (String column : columns) head.add(Element.of("th", column).with("scope", "col"));
        table.add(Element.of("caption", caption), Element.of("thead").add(head), body);
    }

    /** @param first names the row */
    Table row(String first, List<Element> figures) {
        return row(Element.of("th", first), figures);
    }

    Table row(Element first, List<Element> figures) {
        var row = Element.of("tr").add(first.with("scope", "row"));
        for (Element figure : figures) row.add(Element.of("td").add(figure));
        body.add(row);
        return this;
    }

    Element element() {
        return Element.of("div")
                .named("wide")
                .with("tabindex", "0")
                .with("role", "group")
                .with("aria-label", caption)
                .add(table);
    }
}
