package org.waywiser.protocol.metrics;

import org.waywiser.wire.ErrorEstimate;

/**
 * What a clock said of itself in the Error Estimates of a session: the worst of it. RFC 4656 §4.1.2.
 *
 * @param synchronised whether S was set in every packet
 * @param errorNanos the largest error claimed
 */
public record ClockQuality(boolean synchronised, long errorNanos) {
    static ClockQuality of(int errorEstimateBits) {
        var estimate = ErrorEstimate.of(errorEstimateBits);
        return new ClockQuality(estimate.clockSynchronized(), estimate.nanos());
    }

    ClockQuality worse(ClockQuality other) {
        return new ClockQuality(synchronised && other.synchronised, Math.max(errorNanos, other.errorNanos));
    }
}
