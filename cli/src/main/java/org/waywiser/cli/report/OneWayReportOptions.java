package org.waywiser.cli.report;

import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** The options that choose the output of one-way sessions. */
public final class OneWayReportOptions {
    @Option(names = "--json", description = "One JSON document per session and line.")
    private boolean json;

    /** Writes a session in the format chosen. */
    public void write(OneWayReport report, PrintWriter out) {
        if (json) new OneWayJson(out).write(report);
        else new OneWayText(out, Terminal.detect()).write(report);
    }
}
