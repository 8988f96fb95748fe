package org.waywiser.protocol.probe;

import java.util.Arrays;

/** Which 32-bit sequence numbers came already: the newest one and those up to 131,071 below it. */
final class SequenceWindow {
    private static final int SIZE = 1 << 17;

    private final long[] seen = new long[SIZE / Long.SIZE];
    private boolean any;
    private int newest;

    /**
     * Marks a number.
     *
     * @return false if it came before, or is too old to tell
     */
    boolean first(long sequence) {
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
