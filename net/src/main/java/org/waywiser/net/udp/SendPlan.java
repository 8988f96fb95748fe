package org.waywiser.net.udp;

import org.waywiser.protocol.schedule.Schedule;

/**
 * How a Session-Sender sends.
 *
 * @param packets how many, 1 to 2^32; a run may be stopped earlier
 * @param schedule gaps between them
 * @param startDelayNanos from the start of the run to the first packet
 * @param dscp of the packets, 0 to 63
 * @param pacing by which means it keeps the schedule
 * @param transmitStamps whether the kernel is asked when each packet leaves, which costs some processor time
 */
public record SendPlan(
        long packets, Schedule schedule, long startDelayNanos, int dscp, Pacing pacing, boolean transmitStamps) {
    /** With the kernel's stamps. */
    public SendPlan(long packets, Schedule schedule, long startDelayNanos, int dscp, Pacing pacing) {
        this(packets, schedule, startDelayNanos, dscp, pacing, true);
    }

    public SendPlan {
        if (packets < 1 || packets > 1L << 32) throw new IllegalArgumentException(packets + " packets");
        if (startDelayNanos < 0) throw new IllegalArgumentException("negative delay");
        if (dscp < 0 || dscp > 63) throw new IllegalArgumentException("dscp " + dscp);
    }

    /** Of one that begins later, by a part of its first gap. */
    SendPlan after(double part) {
        long more = (long) (part * schedule.nextGapNanos());
        return new SendPlan(packets, schedule, startDelayNanos + more, dscp, pacing, transmitStamps);
    }
}
