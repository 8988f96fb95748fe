package org.waywiser.protocol.probe;

import java.util.Arrays;
import org.waywiser.protocol.schedule.SendTimes;

/**
 * The packets of a one-way session that may still arrive, by sequence number: a ring that grows with rate times
 * Timeout.
 */
final class ExpectedPackets {
    static final byte AWAITED = 0;
    static final byte RECEIVED = 1;
    static final byte LOST = 2;

    private static final int FIRST_CAPACITY = 256;
    static final int LAST_CAPACITY = 1 << 20;

    private final SendTimes times;
    private long[] presumedNtp = new long[FIRST_CAPACITY];
    private byte[] state = new byte[FIRST_CAPACITY];
    private int mask = FIRST_CAPACITY - 1;
    private long oldest;
    private long next;
    private long upcomingNtp;

    ExpectedPackets(SendTimes times) {
        this.times = times;
        upcomingNtp = times.next();
    }

    /** The oldest number still known. */
    long oldest() {
        return oldest;
    }

    /** The number to be added next. */
    long next() {
        return next;
    }

    /** When the packet to be added next is due. */
    long upcomingNtp() {
        return upcomingNtp;
    }

    boolean full() {
        return next - oldest > mask;
    }

    /**
     * Doubles the room.
     *
     * @return false if that is not possible any more
     */
    boolean grow() {
        int capacity = mask + 1;
        if (capacity == LAST_CAPACITY) return false;
        // A slot of the old ring goes to one of two in the new one; filling both saves asking which.
        presumedNtp = Arrays.copyOf(presumedNtp, 2 * capacity);
        System.arraycopy(presumedNtp, 0, presumedNtp, capacity, capacity);
        state = Arrays.copyOf(state, 2 * capacity);
        System.arraycopy(state, 0, state, capacity, capacity);
        mask = 2 * capacity - 1;
        return true;
    }

    void forgetOldest() {
        oldest++;
    }

    /** Adds the next packet, for which there must be room. */
    void add() {
        int at = (int) next++ & mask;
        presumedNtp[at] = upcomingNtp;
        state[at] = AWAITED;
        upcomingNtp = times.next();
    }

    long presumedNtp(long sequence) {
        return presumedNtp[(int) sequence & mask];
    }

    byte state(long sequence) {
        return state[(int) sequence & mask];
    }

    void state(long sequence, byte value) {
        state[(int) sequence & mask] = value;
    }
}
