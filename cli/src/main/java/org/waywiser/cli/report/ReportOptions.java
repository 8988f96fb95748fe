package org.waywiser.cli.report;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that choose the output, for every measuring command. */
public final class ReportOptions {
    /** More packets than this are only counted: 49 octets each are kept until the end. */
    public static final int MOST_RECORDS = 10_000_000;

    @ArgGroup
    private @Nullable Format format;

    /** At most one of them. */
    private static final class Format {
        @Option(names = "--json", description = "One JSON document per session and line.")
        boolean json;

        @Option(names = "--csv", description = "A header line, then one line of comma-separated values per session.")
        boolean csv;

        @Option(
                names = {"-R", "--raw"},
                description = "A header line, then one line of comma-separated values per packet.")
        boolean raw;
    }

    /** The writer chosen. */
    public ReportWriter writer(PrintWriter out, Terminal terminal) {
        if (format == null) return new TextReport(out, terminal);
        if (format.json) return new JsonReport(out);
        return format.csv ? new CsvReport(out) : new RawReport(out);
    }

    /** Writes the comparison after its sessions, in text and in JSON; the other formats have only sessions. */
    public void write(TunnelReport report, PrintWriter out) {
        if (format == null) new TunnelText(out).write(report);
        else if (format.json) new TunnelJson(out).write(report);
    }

    /** How many packets of each session must be kept. */
    public int records() {
        return format != null && format.raw ? MOST_RECORDS : 0;
    }

    /** Whether people read it; programs want no live line. */
    public boolean text() {
        return format == null;
    }
}
