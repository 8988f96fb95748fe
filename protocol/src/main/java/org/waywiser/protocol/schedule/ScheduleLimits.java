package org.waywiser.protocol.schedule;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.waywiser.wire.control.Slot;

/**
 * What one session may cost at most, judged from its request in one pass over the slots. RFC 4656 §6.5.
 *
 * @param slots in the schedule, from 1
 * @param packets in the session, 1 to 2^32 − 1
 * @param packetsInASecond due within any second, waits taken at their means
 * @param packetsAwaited due within any three Timeouts: a receiver looks for packets from two before now to one after
 * @param nanos expected from Start Time to the last packet
 */
public record ScheduleLimits(int slots, long packets, long packetsInASecond, long packetsAwaited, long nanos) {
    private static final long SECOND = 1_000_000_000L;

    public ScheduleLimits {
        if (slots < 1 || packets < 1 || packetsInASecond < 1 || packetsAwaited < 1 || nanos < 0)
            throw new IllegalArgumentException("limit");
    }

    /**
     * What speaks against executing the schedule; null if nothing does.
     *
     * @param timeoutNanos of who receives here, zero if nobody does
     */
    public @Nullable ScheduleRefusal refusal(List<Slot> wanted, long wantedPackets, long timeoutNanos) {
        if (wanted.isEmpty()) return ScheduleRefusal.NO_SLOTS;
        if (wanted.size() > slots) return ScheduleRefusal.TOO_MANY_SLOTS;
        if (!wanted.stream().allMatch(Slot::known)) return ScheduleRefusal.UNKNOWN_SLOT;
        if (wantedPackets < 1) return ScheduleRefusal.NO_PACKETS;
        if (wantedPackets > packets) return ScheduleRefusal.TOO_MANY_PACKETS;
        var schedule = new SendSchedule(wanted);
        if (Math.min(wantedPackets, schedule.mostWithin(SECOND)) > packetsInASecond) return ScheduleRefusal.TOO_FAST;
        long window = timeoutNanos > Long.MAX_VALUE / 3 ? Long.MAX_VALUE : 3 * timeoutNanos;
        if (Math.min(wantedPackets, schedule.mostWithin(window)) > packetsAwaited)
            return ScheduleRefusal.TOO_MANY_AWAITED;
        return schedule.expectedNanos(wantedPackets) > nanos ? ScheduleRefusal.TOO_LONG : null;
    }
}
