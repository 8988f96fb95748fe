package org.waywiser.wire;

import java.time.Instant;

/**
 * The 64-bit timestamp of test packets and of Start-Time: unsigned seconds since 1900-01-01 in the upper half, their
 * fraction in units of 2^-32 s in the lower. RFC 4656 §4.1.2.
 *
 * <p>The seconds wrap on 2036-02-07. Values with the top bit clear are read as belonging to the era that begins there,
 * so instants from 1968-01-20 to 2104-02-26 survive the round trip; the customary reading of NTP.
 */
public final class NtpTimestamp {
    /** Seconds from 1900-01-01 to 1970-01-01, leap seconds left out. */
    static final long UNIX_EPOCH = 2_208_988_800L;

    static final long NANOS = 1_000_000_000L;
    private static final long ERA = 1L << 32;

    private NtpTimestamp() {}

    /**
     * @param epochSeconds seconds since 1970-01-01, as {@code clock_gettime} gives them
     * @param nanos 0 to 999,999,999
     */
    public static long ofUnix(long epochSeconds, int nanos) {
        return epochSeconds + UNIX_EPOCH << 32 | fraction(nanos);
    }

    public static long of(Instant instant) {
        return ofUnix(instant.getEpochSecond(), instant.getNano());
    }

    /** The instant within 68 years of 2036 that the timestamp means, to the nearest nanosecond. */
    public static Instant toInstant(long ntp) {
        long seconds = ntp >>> 32;
        long era = ntp < 0 ? 0 : ERA;
        return Instant.ofEpochSecond(seconds + era - UNIX_EPOCH, nanosOfFraction(ntp & 0xffff_ffffL));
    }

    /**
     * Nanoseconds from the one to the other, to the nearest; negative if {@code later} is the earlier one. Right
     * across the wrap of 2036 for differences of up to 68 years.
     */
    public static long nanosBetween(long earlier, long later) {
        long difference = later - earlier;
        return (difference >> 32) * NANOS + nanosOfFraction(difference & 0xffff_ffffL);
    }

    /**
     * A duration in the format of a timestamp, as Timeout and the slots of a schedule have it.
     *
     * @param nanos from 0; what exceeds 2^32 s becomes the largest interval there is
     */
    public static long interval(long nanos) {
        if (nanos < 0) throw new IllegalArgumentException("negative interval");
        long seconds = nanos / NANOS;
        return seconds >= ERA ? -1L : seconds << 32 | fraction((int) (nanos % NANOS));
    }

    /** The duration that {@link #interval} wrote, in nanoseconds to the nearest; unsigned, so never negative. */
    public static long intervalNanos(long ntp) {
        return (ntp >>> 32) * NANOS + nanosOfFraction(ntp & 0xffff_ffffL);
    }

    /** Rounded to nearest; 999,999,999 ns still stays below the next second. */
    static long fraction(int nanos) {
        return (((long) nanos << 32) + NANOS / 2) / NANOS;
    }

    /** To nearest, so up to 1,000,000,000. */
    static long nanosOfFraction(long fraction) {
        return fraction * NANOS + (1L << 31) >>> 32;
    }
}
