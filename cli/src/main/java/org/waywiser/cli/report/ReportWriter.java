package org.waywiser.cli.report;

/** Writes sessions one after the other in one format. */
public interface ReportWriter {
    void write(SessionReport report);

    void write(OneWayReport report);

    /** Writes a session of either kind. */
    default void write(Reported report) {
        switch (report) {
            case SessionReport twoWay -> write(twoWay);
            case OneWayReport oneWay -> write(oneWay);
        }
    }
}
