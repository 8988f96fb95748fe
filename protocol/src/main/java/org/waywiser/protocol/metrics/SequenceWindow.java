package org.waywiser.protocol.metrics;

import java.util.Arrays;

/**
 * Which 32-bit sequence numbers came already: the newest one and those up to 131,071 below it. A ring of bits that grows with the distance
 * of the numbers that came, and goes round once it is as long as that.
 */
public final class SequenceWindow {
    private static final int SIZE = 1 << 17;
    private static final int FIRST_SIZE = 1 << 9;

    private long[] seen;
    private boolean any;
    private int newest;

    /** The lowest number that came, as long as the ring grows. */
    private int lowest;

    public SequenceWindow() {
        seen = new long[FIRST_SIZE / Long.SIZE];
    }

    SequenceWindow(SequenceWindow other) {
        seen = other.seen.clone();
        any = other.any;
        newest = other.newest;
        lowest = other.lowest;
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
            lowest = number;
        }
        int ahead = number - newest;
        if (ahead <= -SIZE) return false;
        if (ahead >= SIZE) {
            Arrays.fill(seen, 0);
            newest = number;
            lowest = number;
        }
        if (number - newest > 0) advance(number);
        if (number - lowest < 0) reachBack(number);
        int at = at(number);
        long bit = 1L << number;
        if ((seen[at] & bit) != 0) return false;
        seen[at] |= bit;
        return true;
    }

    private void advance(int number) {
        makeRoom(number - lowest);
        // What falls out of the window makes room for what comes into it.
        if (size() == SIZE) for (int gap = newest + 1; gap != number + 1; gap++) seen[at(gap)] &= ~(1L << gap);
        newest = number;
    }

    private void reachBack(int number) {
        makeRoom(newest - number);
        lowest = number;
    }

    private void makeRoom(int distance) {
        int size = size();
        while (size < SIZE && size <= distance) size *= 2;
        if (size == size()) return;
        long[] old = seen;
        int mask = old.length - 1;
        seen = new long[size / Long.SIZE];
        for (int number = lowest; number != newest + 1; number++) {
            seen[at(number)] |= old[number >> 6 & mask] & 1L << number;
        }
    }

    private int size() {
        return seen.length * Long.SIZE;
    }

    private int at(int number) {
        return (number & size() - 1) >> 6;
    }
}
