package org.waywiser.protocol.probe;

import org.waywiser.wire.PtpTimestamp;

/** The wall clock that fills timestamps. Timers run on monotonic time, which is passed as arguments. */
public interface ProbeClock {
    /** Now, as NTP timestamp. */
    long ntp();

    /** The 16 bits of the Error Estimate that goes with timestamps of this clock. RFC 4656 §4.1.2. */
    int errorEstimate();

    /** What TAI is ahead of UTC, in seconds: for PTPv2 timestamps. */
    default int taiMinusUtc() {
        return PtpTimestamp.TAI_MINUS_UTC;
    }
}
