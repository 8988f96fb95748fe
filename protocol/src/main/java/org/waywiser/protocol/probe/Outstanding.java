package org.waywiser.protocol.probe;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.metrics.StampSource;

/**
 * The packets of the last Timeout or longer, by sequence number: a ring that grows with rate times Timeout, never with
 * the number of packets sent.
 */
final class Outstanding {
    static final byte AWAITED = 1;
    static final byte ANSWERED = 2;
    static final byte LOST = 3;

    /** Answered, but not yet measured. */
    static final byte HELD = 4;

    private static final int FIRST_CAPACITY = 16;

    /** As long as the ring is no longer than this it also knows packets of some Timeouts ago, so that late replies are told from others. */
    private static final int SMALL_CAPACITY = 1024;

    private static final int TIMEOUTS_IF_SMALL = 4;

    /** A million packets within one Timeout; beyond, the oldest are given up early. */
    private static final int LAST_CAPACITY = 1 << 20;

    private int mask = FIRST_CAPACITY - 1;
    private long[] sentNtp = new long[FIRST_CAPACITY];
    private long[] sentNanos = new long[FIRST_CAPACITY];
    private long[] forwardNanos = new long[FIRST_CAPACITY];
    private long[] rttNanos = new long[FIRST_CAPACITY];
    private short[] errorEstimate = new short[FIRST_CAPACITY];
    private byte[] state = new byte[FIRST_CAPACITY];
    private final boolean keepsLags;
    private long[] lagNanos;
    // made when somebody first knows better than the sender when a packet left
    private long @Nullable [] leftNtp;
    private @Nullable StampSource @Nullable [] leftBy;
    private long next;

    /** Older ones were forgotten before the ring last grew. */
    private long remembered;

    /** @param keepsLags whether it is asked how late packets were */
    Outstanding(boolean keepsLags) {
        this.keepsLags = keepsLags;
        lagNanos = new long[keepsLags ? FIRST_CAPACITY : 0];
    }

    /** The number of the next packet: how many were sent. */
    long next() {
        return next;
    }

    /** The oldest number still known. */
    long oldest() {
        return Math.max(remembered, next - mask - 1);
    }

    /** Whether the next packet takes the place of the oldest. */
    boolean full() {
        return next - mask - 1 >= remembered;
    }

    /** Whether the next packet would push out one that is still to be known. */
    boolean crowded(long nowNanos, long timeoutNanos) {
        long pushed = next - mask - 1;
        if (pushed < remembered) return false;
        long age = nowNanos - sentNanos[(int) pushed & mask];
        // As many Timeouts may be more than a long holds.
        return age < timeoutNanos || mask + 1 < SMALL_CAPACITY && age / TIMEOUTS_IF_SMALL < timeoutNanos;
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
        sentNtp = twice(sentNtp);
        sentNanos = twice(sentNanos);
        forwardNanos = twice(forwardNanos);
        rttNanos = twice(rttNanos);
        lagNanos = twice(lagNanos);
        if (leftNtp != null) leftNtp = twice(leftNtp);
        leftBy = twice(leftBy);
        errorEstimate = Arrays.copyOf(errorEstimate, 2 * capacity);
        System.arraycopy(errorEstimate, 0, errorEstimate, capacity, capacity);
        state = Arrays.copyOf(state, 2 * capacity);
        System.arraycopy(state, 0, state, capacity, capacity);
        remembered = oldest();
        mask = 2 * capacity - 1;
        return true;
    }

    private static long[] twice(long[] ring) {
        long[] doubled = Arrays.copyOf(ring, 2 * ring.length);
        System.arraycopy(ring, 0, doubled, ring.length, ring.length);
        return doubled;
    }

    private static @Nullable StampSource @Nullable [] twice(@Nullable StampSource @Nullable [] ring) {
        if (ring == null) return null;
        var doubled = Arrays.copyOf(ring, 2 * ring.length);
        System.arraycopy(ring, 0, doubled, ring.length, ring.length);
        return doubled;
    }

    void add(long ntp, int estimate, long nanos, long lag) {
        int at = (int) next++ & mask;
        sentNtp[at] = ntp;
        sentNanos[at] = nanos;
        errorEstimate[at] = (short) estimate;
        state[at] = AWAITED;
        if (keepsLags) lagNanos[at] = lag;
        if (leftBy != null) leftBy[at] = null;
    }

    /**
     * The full number of the sent packet with these 32 bits.
     *
     * @return -1 if none was sent, or it is forgotten
     */
    long find(long wireSequence) {
        long sequence = next - 1 - (next - 1 - wireSequence & 0xffff_ffffL);
        return known(sequence) ? sequence : -1;
    }

    boolean known(long sequence) {
        return sequence >= oldest() && sequence < next;
    }

    byte state(long sequence) {
        return state[(int) sequence & mask];
    }

    void state(long sequence, byte value) {
        state[(int) sequence & mask] = value;
    }

    long sentNtp(long sequence) {
        return sentNtp[(int) sequence & mask];
    }

    long sentNanos(long sequence) {
        return sentNanos[(int) sequence & mask];
    }

    /** How much later than scheduled it was sent, if that is kept. */
    long lagNanos(long sequence) {
        return lagNanos[(int) sequence & mask];
    }

    /** It left at this time, which is nearer to the wire than the one that the sender wrote. */
    void left(long sequence, long ntp, StampSource source) {
        if (leftNtp == null || leftBy == null) {
            leftNtp = new long[mask + 1];
            leftBy = new StampSource[mask + 1];
        }
        leftNtp[(int) sequence & mask] = ntp;
        leftBy[(int) sequence & mask] = source;
    }

    /** When it left, as far as is known. */
    long leftNtp(long sequence) {
        return leftNtp == null || leftBy(sequence) == StampSource.USER
                ? sentNtp(sequence)
                : leftNtp[(int) sequence & mask];
    }

    /** Who says so. */
    StampSource leftBy(long sequence) {
        StampSource source = leftBy == null ? null : leftBy[(int) sequence & mask];
        return source == null ? StampSource.USER : source;
    }

    int errorEstimate(long sequence) {
        return errorEstimate[(int) sequence & mask] & 0xffff;
    }

    /** T2 − T1 of an answered packet. */
    long forwardNanos(long sequence) {
        return forwardNanos[(int) sequence & mask];
    }

    long rttNanos(long sequence) {
        return rttNanos[(int) sequence & mask];
    }

    void answered(long sequence, long forward, long rtt) {
        forwardNanos[(int) sequence & mask] = forward;
        rttNanos[(int) sequence & mask] = rtt;
        state(sequence, ANSWERED);
    }
}
