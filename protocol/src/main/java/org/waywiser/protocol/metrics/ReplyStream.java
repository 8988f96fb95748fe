package org.waywiser.protocol.metrics;

import java.util.Arrays;
import org.waywiser.wire.NtpTimestamp;

/**
 * The replies of a reflector by the numbers that it gave them as packets came to it: what is missing was lost on the way back,
 * and the order is that of arrival at the reflector. RFC 5357 §4.2.1. One thread.
 *
 * <p>Replies behind a gap wait until it is filled, or cannot be any more: memory follows what comes within a Timeout.
 */
final class ReplyStream {
    private static final int FIRST_CAPACITY = 4;

    /** Beyond, gaps are given up early. */
    private static final int LAST_CAPACITY = 1 << 17;

    private final Reordering there;
    private final Reordering back;
    private final SequenceWindow arrivedThere;
    private final LossRunCounter lostRuns;

    // A ring by the reflector's number: that number, the sender's, and when the reply came.
    private long[] numbers;
    private long[] packets;
    private long[] receivedNtp;

    /** All before it are told of. */
    private long head;

    /** The lowest number from head on that has come. */
    private long present;

    private long end;
    private long received;

    ReplyStream() {
        there = new Reordering();
        back = new Reordering();
        arrivedThere = new SequenceWindow();
        lostRuns = new LossRunCounter();
        numbers = new long[FIRST_CAPACITY];
        Arrays.fill(numbers, -1);
        packets = new long[FIRST_CAPACITY];
        receivedNtp = new long[FIRST_CAPACITY];
    }

    private ReplyStream(ReplyStream other) {
        there = new Reordering(other.there);
        back = new Reordering(other.back);
        arrivedThere = new SequenceWindow(other.arrivedThere);
        lostRuns = new LossRunCounter(other.lostRuns);
        numbers = other.numbers.clone();
        packets = other.packets.clone();
        receivedNtp = other.receivedNtp.clone();
        head = other.head;
        present = other.present;
        end = other.end;
        received = other.received;
    }

    ReplyStream copy() {
        return new ReplyStream(this);
    }

    /**
     * A reply came in time, the first with this number.
     *
     * @param wireNumber the reflector's, 32 bits
     * @param packet the sender's number
     */
    void add(long wireNumber, long packet, long nowNtp, long timeoutNanos) {
        long number = end - 1 + (int) (wireNumber - (end - 1));
        // The first one is zero: RFC 5357 §4.2.1.
        if (number < 0) return;
        received++;
        back.arrived(number);
        // Its gap was given up for want of room.
        if (number < head) return;
        makeRoom(number);
        int at = at(number);
        numbers[at] = number;
        packets[at] = packet;
        receivedNtp[at] = nowNtp;
        if (present >= end || number < present) present = number;
        end = Math.max(end, number + 1);
        release(nowNtp, timeoutNanos);
    }

    private void makeRoom(long number) {
        while (number - head >= numbers.length && numbers.length < LAST_CAPACITY) grow();
        while (number - head >= numbers.length) {
            if (head == end) head = present = number;
            else if (present > head) giveUpGap();
            else tell();
        }
    }

    /** A slot of the old ring goes to one of two in the new one; in the other its number is wrong, so it counts as free. */
    private void grow() {
        numbers = twice(numbers);
        packets = twice(packets);
        receivedNtp = twice(receivedNtp);
    }

    private static long[] twice(long[] ring) {
        long[] doubled = Arrays.copyOf(ring, 2 * ring.length);
        System.arraycopy(ring, 0, doubled, ring.length, ring.length);
        return doubled;
    }

    /** A gap stays open for Timeout after a later reply came: its own were sent before, and are late from then on. */
    private void release(long nowNtp, long timeoutNanos) {
        while (head < end) {
            if (present > head) {
                if (NtpTimestamp.nanosBetween(receivedNtp[at(present)], nowNtp) <= timeoutNanos) return;
                giveUpGap();
            }
            tell();
        }
    }

    private void giveUpGap() {
        lostRuns.lost(head, present - head);
        head = present;
    }

    private void tell() {
        long packet = packets[at(head)];
        if (arrivedThere.first(packet)) there.arrived(packet);
        head++;
        present = head;
        while (present < end && numbers[at(present)] != present) present++;
    }

    private int at(long number) {
        return (int) number & numbers.length - 1;
    }

    /** Replies that the reflector sent, up to the last that came. */
    long sent() {
        return end;
    }

    long received() {
        return received;
    }

    long lost() {
        return end - received;
    }

    /** Nothing more is waited for. */
    ReplyStream finished() {
        var finished = copy();
        while (finished.head < finished.end) {
            if (finished.present > finished.head) finished.giveUpGap();
            finished.tell();
        }
        return finished;
    }

    LossRuns losses() {
        return lostRuns.summary();
    }

    ReorderingSummary there() {
        return there.summary();
    }

    ReorderingSummary back() {
        return back.summary();
    }
}
