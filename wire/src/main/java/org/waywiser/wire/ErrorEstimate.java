package org.waywiser.wire;

/**
 * How far the sender of a timestamp trusts it: Multiplier · 2^(Scale − 32) seconds. RFC 4656 §4.1.2.
 *
 * @param clockSynchronized S: the clock follows an external source of UTC
 * @param ptpFormat Z: zero in RFC 4656; RFC 8186 §2.1 and RFC 8762 §4.2.1 give it the meaning "PTPv2 timestamp"
 * @param scale 0 to 63
 * @param multiplier 0 to 255; zero never leaves us, and marks a corrupt packet when it arrives
 */
public record ErrorEstimate(boolean clockSynchronized, boolean ptpFormat, int scale, int multiplier) {
    /** Z among the 16 bits. */
    public static final int PTP = 0x4000;

    private static final long NANOS = 1_000_000_000L;

    public ErrorEstimate {
        if (scale < 0 || scale > 63) throw new IllegalArgumentException("scale " + scale);
        if (multiplier < 0 || multiplier > 255) throw new IllegalArgumentException("multiplier " + multiplier);
    }

    /** @param bits the 16 bits on the wire; higher ones are ignored */
    public static ErrorEstimate of(int bits) {
        return new ErrorEstimate((bits & 0x8000) != 0, (bits & PTP) != 0, bits >>> 8 & 0x3f, bits & 0xff);
    }

    /**
     * The smallest estimate that is not below the error.
     *
     * @param errorNanos from 0
     */
    public static ErrorEstimate ofNanos(boolean clockSynchronized, long errorNanos) {
        if (errorNanos < 0) throw new IllegalArgumentException("negative error");
        long seconds = errorNanos / NANOS;
        int scale = 0;
        long units = ceilingOfFraction(errorNanos % NANOS);
        // Above 2^31 s the units of 2^-32 s no longer fit a long, but whole seconds still tell enough.
        if (seconds < 1L << 31) units += seconds << 32;
        else {
            units = seconds + 1;
            scale = 32;
        }
        while (units > 255) {
            units = units + 1 >>> 1;
            scale++;
        }
        return new ErrorEstimate(clockSynchronized, false, scale, (int) Math.max(1, units));
    }

    /** RFC 4656 §4.1.2: a Multiplier of zero marks a packet to be discarded as corrupt. */
    public static boolean corrupt(int bits) {
        return (bits & 0xff) == 0;
    }

    public int bits() {
        return (clockSynchronized ? 0x8000 : 0) | (ptpFormat ? PTP : 0) | scale << 8 | multiplier;
    }

    /** The error in nanoseconds, rounded up; {@link Long#MAX_VALUE} if it exceeds 292 years. */
    public long nanos() {
        long atScale32 = multiplier * NANOS;
        if (scale <= 32) {
            int down = 32 - scale;
            return (atScale32 + (1L << down) - 1) >>> down;
        }
        int up = scale - 32;
        return atScale32 > Long.MAX_VALUE >> up ? Long.MAX_VALUE : atScale32 << up;
    }

    /** Nanoseconds below one second, in units of 2^-32 s. */
    private static long ceilingOfFraction(long nanos) {
        return ((nanos << 32) + NANOS - 1) / NANOS;
    }
}
