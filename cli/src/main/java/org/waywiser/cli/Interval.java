package org.waywiser.cli;

import java.util.random.RandomGenerator;
import org.waywiser.protocol.schedule.Schedule;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.control.Slot;

/**
 * The gaps between test packets as given on the command line.
 *
 * @param nanos the gap, or its mean
 * @param exponential Poisson sampling instead of a fixed gap
 */
record Interval(long nanos, boolean exponential) {
    Schedule schedule(RandomGenerator random) {
        return exponential ? Schedule.exponential(nanos, random) : Schedule.fixed(nanos);
    }

    /** The same for a schedule that both ends compute. RFC 4656 §3.6. */
    Slot slot() {
        return new Slot(exponential ? Slot.EXPONENTIAL : Slot.FIXED, NtpTimestamp.interval(nanos));
    }
}
