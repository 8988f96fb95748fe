package org.waywiser.protocol.metrics;

import java.time.Instant;
import java.util.List;

/**
 * How a session went, for a picture: its delays over time, and their distribution.
 *
 * @param from when the first column begins, by the sender's clock
 * @param columnNanos how long each column is
 * @param columns one after the other, from that in which the first packet was sent to that of the last
 * @param bars the distribution of the delays
 */
public record Course(Instant from, long columnNanos, List<Column> columns, List<Bar> bars) {
    /** Enough for a picture. */
    static final int BARS = 40;

    public Course {
        columns = List.copyOf(columns);
        bars = List.copyOf(bars);
    }
}
