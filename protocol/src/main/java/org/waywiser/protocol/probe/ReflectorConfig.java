package org.waywiser.protocol.probe;

import org.jspecify.annotations.Nullable;
import org.waywiser.security.probe.ProbeCipher;

/**
 * What a Session-Reflector is told about a session.
 *
 * @param mode of its packets
 * @param cipher made of its keys, for this session alone; null in open mode only
 * @param dscp put on replies, 0 to 63. RFC 5357 §3.5
 * @param startTimeNtp no packet that arrives before is reflected; 0 for none. RFC 5357 §3.5
 * @param timeoutNanos how long to go on reflecting after Stop-Sessions, at least 0. RFC 5357 §3.5
 * @param refwaitNanos without a packet for so long, the session ends by itself. RFC 5357 §4.2
 */
public record ReflectorConfig(
        ProbeMode mode,
        @Nullable ProbeCipher cipher,
        int dscp,
        long startTimeNtp,
        long timeoutNanos,
        long refwaitNanos) {
    /** 900 seconds. RFC 5357 §4.2. */
    public static final long DEFAULT_REFWAIT_NANOS = 900_000_000_000L;

    /** Longest wait that is told apart from for ever: 73 years. */
    private static final long LONGEST_NANOS = Long.MAX_VALUE / 4;

    public ReflectorConfig {
        if (mode.keyed() == (cipher == null)) throw new IllegalArgumentException("a cipher belongs to keyed modes");
        if (dscp < 0 || dscp > 63) throw new IllegalArgumentException("dscp " + dscp);
        if (timeoutNanos < 0 || refwaitNanos <= 0) throw new IllegalArgumentException("negative wait");
        timeoutNanos = Math.min(timeoutNanos, LONGEST_NANOS);
        refwaitNanos = Math.min(refwaitNanos, LONGEST_NANOS);
    }
}
