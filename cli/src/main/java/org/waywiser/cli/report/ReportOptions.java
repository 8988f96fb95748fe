package org.waywiser.cli.report;

import java.io.PrintWriter;
import java.util.List;
import org.waywiser.cli.option.Flag;
import org.waywiser.cli.option.Options;

/** The options that choose the output, for every measuring command. */
public final class ReportOptions extends Options {
    /** More packets than this are only counted: 49 octets each are kept until the end. */
    public static final int MOST_RECORDS = 10_000_000;

    private final Flag json = flag("--json").help("One JSON document per session and line.");

    private final Flag csv = flag("--csv").help("A header line, then one line of comma-separated values per session.");

    private final Flag raw =
            flag("-R", "--raw").help("A header line, then one line of comma-separated values per packet.");

    public ReportOptions() {
        atMostOneOf(List.of(json, csv, raw));
    }

    /** The writer chosen. */
    public ReportWriter writer(PrintWriter out, Terminal terminal) {
        if (json.given()) return new JsonReport(out);
        if (csv.given()) return new CsvReport(out);
        return raw.given() ? new RawReport(out) : new TextReport(out, terminal);
    }

    /** Writes the comparison after its sessions, in text and in JSON; the other formats have only sessions. */
    public void write(TunnelReport report, PrintWriter out) {
        if (text()) new TunnelText(out).write(report);
        else if (json.given()) new TunnelJson(out).write(report);
    }

    /** How many packets of each session must be kept. */
    public int records() {
        return raw.given() ? MOST_RECORDS : 0;
    }

    /** Whether people read it; programs want no live line. */
    public boolean text() {
        return !json.given() && !csv.given() && !raw.given();
    }
}
