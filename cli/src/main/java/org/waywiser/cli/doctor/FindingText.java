package org.waywiser.cli.doctor;

import java.io.PrintWriter;
import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Findings for people, and as {@code doctor.schema.json} has them. */
public final class FindingText {
    private static final String SCHEMA = "waywiser-doctor-1";

    private FindingText() {}

    /** Two lines at most. */
    public static void write(Finding finding, PrintWriter out) {
        String mark = switch (finding.state()) {
            case OK -> "ok";
            case LIMITED -> "--";
            case BROKEN -> "!!";
        };
        out.printf("%-3s%-11s%s%n", mark, finding.subject(), finding.found());
        if (!finding.advice().isEmpty()) out.printf("%-14s%s%n", "", finding.advice());
    }

    /** One document. */
    public static ObjectNode json(Finding finding) {
        ObjectNode document = JsonNodeFactory.instance
                .objectNode()
                .put("schema", SCHEMA)
                .put("subject", finding.subject())
                .put("state", finding.state().name().toLowerCase(Locale.ROOT))
                .put("found", finding.found())
                .put("advice", finding.advice().isEmpty() ? null : finding.advice());
        ObjectNode counts = document.putObject("counts");
        finding.counts().forEach(counts::put);
        return document;
    }
}
