package org.waywiser.cli;

import java.io.PrintWriter;
import org.waywiser.cli.option.Flag;
import org.waywiser.cli.option.Options;
import org.waywiser.cli.report.DelayLines;
import org.waywiser.cli.report.OneWayReport;
import org.waywiser.cli.report.ReportOptions;

/** Single packets beside the report. */
final class VerboseOptions extends Options {
    private final Flag verbose =
            flag("-v", "--verbose").help("Each packet on a line before the report, in the order of arrival.");

    /** Fails where a program reads what is printed. */
    void check(ReportOptions reporting) throws UserError {
        if (verbose.given() && !reporting.text())
            throw new UserError(
                    ExitStatus.USAGE, "-v is for people: leave it out, or use --raw alone for single packets");
    }

    /** Writes them if that is asked for. */
    void write(OneWayReport report, PrintWriter out) {
        if (verbose.given() && report.file() != null) DelayLines.write(report.file(), out);
    }
}
