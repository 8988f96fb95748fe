package org.waywiser.protocol.schedule;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.Slot;

/**
 * When the packets of one OWAMP session are due, one after the other. Sender and receiver compute the same, to the
 * last of 2^-32 seconds. RFC 4656 §3.6, §4.1.1.
 *
 * <p>As a {@link Schedule} its first gap is the one before the first packet. Gaps are differences of rounded times,
 * so that rounding never adds up. One thread.
 */
public final class SendTimes implements Schedule {
    private final Slot[] slots;
    private final @Nullable ExponentialDeviates deviates;
    private final long startTimeNtp;
    private int slot;
    private long sequence;
    private long elapsed;

    SendTimes(List<Slot> slots, Sid sid, long startTimeNtp) {
        this.slots = slots.toArray(Slot[]::new);
        this.startTimeNtp = startTimeNtp;
        boolean exponential = slots.stream().anyMatch(slot -> slot.type() == Slot.EXPONENTIAL);
        deviates = exponential ? new ExponentialDeviates(sid) : null;
    }

    /** The number of the packet whose time {@link #next} tells next. */
    public long sequence() {
        return sequence;
    }

    /** When the next packet is due, as NTP timestamp. */
    public long next() {
        var current = slots[slot];
        slot = slot + 1 == slots.length ? 0 : slot + 1;
        sequence++;
        elapsed += deviates != null && current.type() == Slot.EXPONENTIAL
                ? ExponentialDeviates.product(deviates.next(), current.parameterNtp())
                : current.parameterNtp();
        return startTimeNtp + elapsed;
    }

    @Override
    public long nextGapNanos() {
        long before = NtpTimestamp.intervalNanos(elapsed);
        next();
        // Negative only where 136 years wrap.
        return Math.max(0, NtpTimestamp.intervalNanos(elapsed) - before);
    }
}
