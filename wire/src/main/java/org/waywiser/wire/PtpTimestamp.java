package org.waywiser.wire;

/**
 * The truncated timestamp of PTPv2: unsigned seconds since 1970-01-01 TAI in the upper half, nanoseconds in the lower. RFC 8186 §2.3,
 * RFC 8762 §4.2.1, IEEE 1588-2008 §5.3.3; the scale is that of RFC 8877 §4.3.
 *
 * <p>All is modulo 2^32 seconds, as NTP timestamps are, so eras need no thought. What {@link NtpTimestamp} made of whole
 * nanoseconds survives the way there and back.
 */
public final class PtpTimestamp {
    /** What TAI is ahead of UTC since 2017-01-01 in seconds: to go by where nobody knows better. */
    public static final int TAI_MINUS_UTC = 37;

    private PtpTimestamp() {}

    /**
     * To the nearest nanosecond.
     *
     * @param taiMinusUtc seconds
     */
    public static long ofNtp(long ntp, int taiMinusUtc) {
        long nanos = NtpTimestamp.nanosOfFraction(ntp & 0xffff_ffffL);
        long seconds = (ntp >>> 32) - NtpTimestamp.UNIX_EPOCH + taiMinusUtc;
        return seconds + nanos / NtpTimestamp.NANOS << 32 | nanos % NtpTimestamp.NANOS;
    }

    /**
     * Nanoseconds beyond a second, which no clock writes, count as such.
     *
     * @param taiMinusUtc seconds
     */
    public static long toNtp(long ptp, int taiMinusUtc) {
        long nanos = ptp & 0xffff_ffffL;
        long seconds = (ptp >>> 32) + NtpTimestamp.UNIX_EPOCH - taiMinusUtc + nanos / NtpTimestamp.NANOS;
        return seconds << 32 | NtpTimestamp.fraction((int) (nanos % NtpTimestamp.NANOS));
    }
}
