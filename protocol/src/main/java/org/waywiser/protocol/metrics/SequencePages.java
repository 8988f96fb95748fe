package org.waywiser.protocol.metrics;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * One number for each sequence number that came, in pages: memory follows what came, not what a header promises. One thread.
 */
final class SequencePages {
    /** Stands for none: no delay is so long. */
    static final long ABSENT = Long.MIN_VALUE;

    /** Small, so that a file of few and far numbers does not fill memory. */
    private static final int PAGE = 32;

    private final Map<Long, long[]> pages = new HashMap<>();
    private long lastPage = -1;
    private long[] last = {};

    /** What was put for it, {@link #ABSENT} for nothing. */
    long get(long sequence) {
        long page = sequence / PAGE;
        if (page == lastPage) return last[(int) (sequence % PAGE)];
        long[] found = pages.get(page);
        return found == null ? ABSENT : found[(int) (sequence % PAGE)];
    }

    void put(long sequence, long value) {
        long page = sequence / PAGE;
        if (page != lastPage) {
            last = pages.computeIfAbsent(page, _ -> emptyPage());
            lastPage = page;
        }
        last[(int) (sequence % PAGE)] = value;
    }

    private static long[] emptyPage() {
        var page = new long[PAGE];
        Arrays.fill(page, ABSENT);
        return page;
    }
}
