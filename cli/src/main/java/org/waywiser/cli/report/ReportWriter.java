package org.waywiser.cli.report;

/** Writes sessions one after the other in one format. */
@FunctionalInterface
public interface ReportWriter {
    void write(SessionReport report);
}
