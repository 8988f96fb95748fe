package org.waywiser.protocol.probe;

import org.jspecify.annotations.Nullable;
import org.waywiser.security.probe.ProbeCipher;
import org.waywiser.wire.NtpTimestamp;

/**
 * What a Session-Reflector is told about a session.
 *
 * @param mode of its packets
 * @param cipher made of its keys, for this session alone; null in open mode only
 * @param dscp put on replies, 0 to 63. RFC 5357 §3.5
 * @param startTimeNtp no packet that arrives before is reflected; 0 for none. RFC 5357 §3.5
 * @param oldestNtp no packet that was sent before is reflected, by the sender's clock; 0 for none
 * @param timeoutNanos how long to go on reflecting after Stop-Sessions, at least 0. RFC 5357 §3.5
 * @param refwaitNanos without a packet for so long, the session ends by itself. RFC 5357 §4.2
 * @param features agreed on beyond RFC 5357
 */
public record ReflectorConfig(
        ProbeMode mode,
        @Nullable ProbeCipher cipher,
        int dscp,
        long startTimeNtp,
        long oldestNtp,
        long timeoutNanos,
        long refwaitNanos,
        ProbeFeatures features) {
    /** 900 seconds. RFC 5357 §4.2. */
    public static final long DEFAULT_REFWAIT_NANOS = 900_000_000_000L;

    /** Longest wait that is told apart from for ever: 73 years. */
    private static final long LONGEST_NANOS = Long.MAX_VALUE / 4;

    /** Of RFC 5357 alone, with keys of its own, so that no packet of another session can pass for one of this. */
    public ReflectorConfig(
            ProbeMode mode,
            @Nullable ProbeCipher cipher,
            int dscp,
            long startTimeNtp,
            long timeoutNanos,
            long refwaitNanos) {
        this(mode, cipher, dscp, startTimeNtp, 0, timeoutNanos, refwaitNanos, ProbeFeatures.NONE);
    }

    /** With keys that sessions share: what was sent earlier than Timeout before Start Time is of another. */
    public ReflectorConfig withSharedKeys() {
        long oldest = startTimeNtp - NtpTimestamp.interval(timeoutNanos);
        return new ReflectorConfig(mode, cipher, dscp, startTimeNtp, oldest, timeoutNanos, refwaitNanos, features);
    }

    /** With what was agreed on besides. */
    public ReflectorConfig with(ProbeFeatures agreed) {
        return new ReflectorConfig(mode, cipher, dscp, startTimeNtp, oldestNtp, timeoutNanos, refwaitNanos, agreed);
    }

    public ReflectorConfig {
        if (mode.keyed() == (cipher == null)) throw new IllegalArgumentException("a cipher belongs to keyed modes");
        if (dscp < 0 || dscp > 63) throw new IllegalArgumentException("dscp " + dscp);
        if (timeoutNanos < 0 || refwaitNanos <= 0) throw new IllegalArgumentException("negative wait");
        timeoutNanos = Math.min(timeoutNanos, LONGEST_NANOS);
        refwaitNanos = Math.min(refwaitNanos, LONGEST_NANOS);
    }
}
