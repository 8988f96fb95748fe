package org.waywiser.cli.report.html;

import java.util.stream.LongStream;

/** Round steps for axes. */
final class Ticks {
    private static final long SECOND = 1_000_000_000L;

    /** Beyond seconds people count otherwise. */
    private static final long[] TIMES = LongStream.of(
                    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400)
            .map(seconds -> seconds * SECOND)
            .toArray();

    private Ticks() {}

    /** The next of 1, 2, 5, 10, 20, 50 and so on; the largest number there is where it would be beyond. */
    static long step(double least) {
        long power = 1;
        while (power <= least / 10) power *= 10;
        for (int factor : new int[] {1, 2, 5}) if (factor * power >= least) return factor * power;
        return power > Long.MAX_VALUE / 10 ? Long.MAX_VALUE : 10 * power;
    }

    /** The same for times in nanoseconds. */
    static long time(double least) {
        if (least <= SECOND) return step(least);
        for (long time : TIMES) if (time >= least) return time;
        long day = TIMES[TIMES.length - 1];
        return step(least / day) * day;
    }

    /** A time since the beginning, in the unit of its step. */
    static String label(long nanos, long step) {
        if (nanos == 0) return "0";
        if (step < 60 * SECOND) return Numbers.round(nanos);
        long minutes = nanos / (60 * SECOND);
        if (minutes < 60) return minutes + "\u00a0min";
        if (minutes % 60 == 0 && minutes < 24 * 60) return minutes / 60 + "\u00a0h";
        if (minutes < 24 * 60) return minutes / 60 + ":" + (minutes % 60 < 10 ? "0" : "") + minutes % 60 + "\u00a0h";
        long hours = minutes / 60;
        return hours / 24 + "\u00a0d" + (hours % 24 == 0 ? "" : "\u00a0" + hours % 24 + "\u00a0h");
    }
}
