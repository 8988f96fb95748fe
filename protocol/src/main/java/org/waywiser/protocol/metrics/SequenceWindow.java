package org.waywiser.protocol.metrics;

import java.util.Arrays;

/** Which 32-bit sequence numbers came already: the newest one and those up to 131,071 below it. */
public final class SequenceWindow {
    private static final int SIZE = 1 << 17;

    private final long[] seen;
    private boolean any;
    private int newest;

    public SequenceWindow() {
        seen = new long[SIZE / Long.SIZE];
    }

    SequenceWindow(SequenceWindow other) {
        seen = other.seen.clone();
        any = other.any;
        newest = other.newest;
    }

    /**
     * Marks a number.
     *
     * @return false if it came before, or is too old to tell
     */
    public boolean first(long sequence) {
        int number = (int) sequence;
        if (!any) {
            any = true;
            newest = number;
        }
        int ahead = number - newest;
        if (ahead > 0) {
            if (ahead >= SIZE) Arrays.fill(seen, 0);
            else for (int gap = newest + 1; gap != number + 1; gap++) clear(gap);
            newest = number;
        } else if (ahead <= -SIZE) {
            return false;
        }
        int at = (number & SIZE - 1) >> 6;
        long bit = 1L << number;
        if ((seen[at] & bit) != 0) return false;
        seen[at] |= bit;
        return true;
    }

    private void clear(int number) {
        seen[(number & SIZE - 1) >> 6] &= ~(1L << number);
    }
}
