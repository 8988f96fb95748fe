package org.waywiser.cli.report.html;

import java.util.ArrayList;
import java.util.List;
import org.waywiser.protocol.metrics.Column;
import org.waywiser.protocol.metrics.Course;

/**
 * Where delays stand in a picture.
 *
 * @param low the value at the foot
 * @param high the value at the top
 * @param logarithmic so that a spike does not flatten the rest
 * @param ticks round values between
 */
record Axis(double low, double high, boolean logarithmic, List<Long> ticks) {
    private static final int MOST_TICKS = 6;

    /** From here on a line is drawn for the spikes alone. */
    private static final double WIDE = 8;

    /** An axis for all delays of a course. */
    static Axis of(Course course) {
        var filled = course.columns().stream().filter(c -> c.received() > 0).toList();
        long min = filled.stream().mapToLong(Column::minNanos).min().orElse(0);
        long max = filled.stream().mapToLong(Column::maxNanos).max().orElse(1);
        long[] medians = filled.stream().mapToLong(Column::p50Nanos).sorted().toArray();
        long median = medians.length == 0 ? 0 : medians[medians.length / 2];
        return min > 0 && max > WIDE * median ? logarithmic(min, max) : linear(min, max);
    }

    static Axis linear(long min, long max) {
        double room = Math.max(1, max - (double) min) / 20;
        double low = min >= 0 ? Math.max(0, min - room) : min - room;
        double high = max + room;
        long step = Ticks.step((high - low) / MOST_TICKS);
        var ticks = new ArrayList<Long>();
        for (long tick = (long) Math.ceil(low / step) * step; tick <= high; tick += step) ticks.add(tick);
        return new Axis(low, high, false, List.copyOf(ticks));
    }

    private static Axis logarithmic(long min, long max) {
        var ticks = new ArrayList<Long>();
        for (long tick = Ticks.step(min / 2.0); tick <= max; tick = Ticks.step(tick * 1.5)) ticks.add(tick);
        double low = min / 1.15;
        double high = max * 1.15;
        ticks.removeIf(tick -> tick < low || tick > high);
        // One, or one and five, of each power of ten where there are many.
        if (ticks.size() > MOST_TICKS) ticks.removeIf(tick -> leading(tick) == 2);
        if (ticks.size() > MOST_TICKS) ticks.removeIf(tick -> leading(tick) == 5);
        return new Axis(low, high, true, List.copyOf(ticks));
    }

    private static int leading(long tick) {
        return Long.toString(tick).charAt(0) - '0';
    }

    /** From 0 at the top to 1 at the foot. */
    double at(long nanos) {
        double part = logarithmic
                ? Math.log(Math.max((double) nanos, low) / low) / Math.log(high / low)
                : (nanos - low) / (high - low);
        return 1 - part;
    }
}
