package org.waywiser.net.clock;

import java.io.IOException;
import java.time.Instant;
import org.waywiser.net.linux.KernelClock;
import org.waywiser.protocol.probe.ProbeClock;
import org.waywiser.wire.ErrorEstimate;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.PtpTimestamp;

/**
 * The system's real-time clock with nanosecond resolution. Its Error Estimate is what the kernel says of it, asked at
 * most once a second, and so is how far TAI is ahead. Any thread.
 */
public final class WallClock implements ProbeClock {
    /** What the kernel itself claims of a clock that nobody holds. */
    private static final long UNSYNCHRONISED_ERROR_NANOS = 16_000_000_000L;

    private static final long REFRESH_NANOS = 1_000_000_000L;
    private static final WallClock SYSTEM = new WallClock();

    // Two threads may refresh at once; either result is right.
    private volatile int errorEstimate;
    private volatile int taiMinusUtc;
    private volatile long refreshedNanos;

    private WallClock() {
        refresh(System.nanoTime());
    }

    /** The one there is. */
    public static WallClock system() {
        return SYSTEM;
    }

    @Override
    public long ntp() {
        return NtpTimestamp.of(Instant.now());
    }

    @Override
    public int errorEstimate() {
        long now = System.nanoTime();
        if (now - refreshedNanos >= REFRESH_NANOS) refresh(now);
        return errorEstimate;
    }

    private void refresh(long nowNanos) {
        refreshedNanos = nowNanos;
        try {
            KernelClock kernel = KernelClock.read();
            errorEstimate = estimate(kernel).bits();
            taiMinusUtc = taiMinusUtc(kernel);
        } catch (IOException e) {
            // A sandbox may forbid the question; then nothing is known of the clock.
            errorEstimate =
                    ErrorEstimate.ofNanos(false, UNSYNCHRONISED_ERROR_NANOS).bits();
            taiMinusUtc = PtpTimestamp.TAI_MINUS_UTC;
        }
    }

    @Override
    public int taiMinusUtc() {
        return taiMinusUtc;
    }

    /** Few time daemons tell the kernel. */
    static int taiMinusUtc(KernelClock kernel) {
        return kernel.taiMinusUtc() > 0 ? kernel.taiMinusUtc() : PtpTimestamp.TAI_MINUS_UTC;
    }

    /**
     * The daemon's estimate where it gives one below the kernel's bound, else that bound. Nothing is known below the
     * microseconds that the kernel counts in: some daemons renew a bound of zero.
     */
    static ErrorEstimate estimate(KernelClock kernel) {
        long bound = Math.max(1, kernel.maximumErrorMicros());
        boolean estimated = kernel.synchronised() && kernel.estimatedErrorMicros() > 0;
        long micros = estimated ? Math.min(bound, kernel.estimatedErrorMicros()) : bound;
        return ErrorEstimate.ofNanos(kernel.synchronised(), micros * 1000);
    }
}
