package org.waywiser.protocol.probe;

import java.time.Duration;
import java.time.Instant;
import org.waywiser.testkit.VirtualTime;
import org.waywiser.wire.ErrorEstimate;
import org.waywiser.wire.NtpTimestamp;

/** A wall clock on virtual time, off by as much as a test wants. */
final class VirtualClock implements ProbeClock {
    static final Instant BEGIN = Instant.parse("2026-06-01T12:00:00Z");

    private final VirtualTime time;
    private final long beginNanos;
    private final Duration offset;
    private int errorEstimate = ErrorEstimate.ofNanos(true, 1000).bits();

    VirtualClock(VirtualTime time) {
        this(time, Duration.ZERO);
    }

    VirtualClock(VirtualTime time, Duration offset) {
        this.time = time;
        this.offset = offset;
        beginNanos = time.now();
    }

    @Override
    public long ntp() {
        return NtpTimestamp.of(BEGIN.plusNanos(time.now() - beginNanos).plus(offset));
    }

    @Override
    public int errorEstimate() {
        return errorEstimate;
    }

    void errorEstimate(ErrorEstimate estimate) {
        errorEstimate = estimate.bits();
    }
}
