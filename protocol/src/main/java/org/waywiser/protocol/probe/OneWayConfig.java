package org.waywiser.protocol.probe;

import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.schedule.SendSchedule;
import org.waywiser.security.probe.ProbeCipher;
import org.waywiser.security.probe.ProbeKeys;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.Sid;

/**
 * What both ends of a one-way session know of it. RFC 4656 §3.5.
 *
 * @param mode of its packets
 * @param cipher made of its keys, for this session alone; null in open mode only
 * @param sid of the session, from which the schedule follows
 * @param packets how many the session sends, 1 to 2^32 − 1
 * @param startTimeNtp when the schedule begins
 * @param timeoutNtp when a packet counts as lost, as an interval in the format of a timestamp; what exceeds 34 years
 *     becomes that
 */
public record OneWayConfig(
        ProbeMode mode,
        @Nullable ProbeCipher cipher,
        SendSchedule schedule,
        Sid sid,
        long packets,
        long startTimeNtp,
        long timeoutNtp) {
    /** So that differences of timestamps keep their sign. */
    private static final long LONGEST = 1L << 62;

    public OneWayConfig {
        if (mode.keyed() == (cipher == null)) throw new IllegalArgumentException("a cipher belongs to keyed modes");
        if (packets < 1 || packets >>> 32 != 0) throw new IllegalArgumentException(packets + " packets");
        if (timeoutNtp < 0 || timeoutNtp > LONGEST) timeoutNtp = LONGEST;
    }

    /**
     * Of a session as it was requested, for one of its ends: ciphers are not shared.
     *
     * @param request with the SID of the session
     * @param keys null in open mode only
     */
    public static OneWayConfig of(RequestSession request, ProbeMode mode, @Nullable ProbeKeys keys) {
        return new OneWayConfig(
                mode,
                mode.cipher(keys),
                new SendSchedule(request.slots()),
                request.sid(),
                request.packets(),
                request.startTimeNtp(),
                request.timeoutNtp());
    }
}
