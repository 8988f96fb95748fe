package org.waywiser.protocol.stamp;

import org.waywiser.wire.stamp.Tlv;

/**
 * An Access Report to be sent. RFC 8972 §4.6.
 *
 * @param report what to say of which access network
 * @param timerNanos after which it is repeated if it has not come back, more than 0
 * @param repetitions at most, 0 or more
 */
public record AccessReporting(Tlv.AccessReport report, long timerNanos, int repetitions) {
    public static final int DEFAULT_REPETITIONS = 4;

    public AccessReporting {
        if (timerNanos <= 0) throw new IllegalArgumentException("timer of " + timerNanos + " ns");
        if (repetitions < 0) throw new IllegalArgumentException(repetitions + " repetitions");
        if (report.accessId() < 1 || report.accessId() > 2) throw new IllegalArgumentException("no access network");
    }
}
