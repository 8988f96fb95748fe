package org.waywiser.protocol.schedule;

import java.util.List;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.Slot;

/**
 * The send schedule of a one-way session: slots, each a wait before one packet, repeated for ever. RFC 4656 §3.6.
 *
 * @param slots at least one, of the two types there are
 */
public record SendSchedule(List<Slot> slots) {
    /** More than {@link ExponentialDeviates#LARGEST}. */
    private static final long LONGEST_TO_MEAN = 23;

    public SendSchedule {
        slots = List.copyOf(slots);
        if (slots.isEmpty()) throw new IllegalArgumentException("no slots");
        for (var slot : slots) if (!slot.known()) throw new IllegalArgumentException("slot type " + slot.type());
    }

    /** When each packet is due: the same on both ends, since SID and Start Time are. */
    public SendTimes times(Sid sid, long startTimeNtp) {
        return new SendTimes(slots, sid, startTimeNtp);
    }

    /**
     * Nanoseconds from Start Time to the last of so many packets, on average over all SIDs; {@link Long#MAX_VALUE}
     * for more.
     */
    public long expectedNanos(long packets) {
        return nanos(packets, 1);
    }

    /** No schedule of any SID takes longer; nanoseconds, {@link Long#MAX_VALUE} for more. */
    public long longestNanos(long packets) {
        return nanos(packets, LONGEST_TO_MEAN);
    }

    /**
     * The most packets due within any time of that length, each wait taken at its mean: {@link Long#MAX_VALUE} if the
     * schedule never waits.
     */
    public long mostWithin(long nanos) {
        long cycle = nanos(slots.size(), 1);
        if (cycle == 0) return Long.MAX_VALUE;
        long rest = nanos % cycle;
        // Two ends of a window go round: in the rest less than one whole cycle finds room.
        int count = slots.size();
        int last = 0;
        long within = 0;
        long most = 0;
        for (int first = 0; first < count; first++) {
            if (last < first) last = first;
            while (last - first < count - 1 && within + wait(last) <= rest) within += wait(last++);
            most = Math.max(most, last - first);
            if (last > first) within -= wait(first);
        }
        return plus(times(nanos / cycle, count), most + 1);
    }

    private long nanos(long packets, long exponentialFactor) {
        long cycle = 0;
        long part = 0;
        for (int i = 0; i < slots.size(); i++) {
            if (i == packets % slots.size()) part = cycle;
            long factor = slots.get(i).type() == Slot.EXPONENTIAL ? exponentialFactor : 1;
            cycle = plus(cycle, times(wait(i), factor));
        }
        return plus(times(cycle, packets / slots.size()), part);
    }

    private long wait(int index) {
        return NtpTimestamp.intervalNanos(slots.get(index % slots.size()).parameterNtp());
    }

    private static long plus(long x, long y) {
        return x > Long.MAX_VALUE - y ? Long.MAX_VALUE : x + y;
    }

    private static long times(long x, long y) {
        return x != 0 && y > Long.MAX_VALUE / x ? Long.MAX_VALUE : x * y;
    }
}
