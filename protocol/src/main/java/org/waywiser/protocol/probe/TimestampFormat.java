package org.waywiser.protocol.probe;

import org.waywiser.wire.ErrorEstimate;
import org.waywiser.wire.PtpTimestamp;

/**
 * In which format one end of a session writes timestamps, and how it reads those of the other end. Inside all are of NTP. RFC 8186 §2.3.
 *
 * @param ptp whether this end writes PTPv2 timestamps, and believes what Z says of the other's; else Z means nothing. RFC 4656 §4.1.2
 * @param taiMinusUtc seconds, the same for all of a session
 */
record TimestampFormat(boolean ptp, int taiMinusUtc) {
    static TimestampFormat of(ProbeFeatures features, ProbeClock clock) {
        return new TimestampFormat(features.ptpTimestamps(), clock.taiMinusUtc());
    }

    /** As this end writes it. */
    long write(long ntp) {
        return ptp ? PtpTimestamp.ofNtp(ntp, taiMinusUtc) : ntp;
    }

    /** What {@link #write} wrote. */
    long ownToNtp(long bits) {
        return ptp ? PtpTimestamp.toNtp(bits, taiMinusUtc) : bits;
    }

    /** The Error Estimate that goes with what this end writes. */
    int mark(int errorEstimate) {
        return ptp ? errorEstimate | ErrorEstimate.PTP : errorEstimate;
    }

    /** A timestamp of the other end, which goes with that Error Estimate. */
    long read(long bits, int errorEstimate) {
        return ptp && (errorEstimate & ErrorEstimate.PTP) != 0 ? PtpTimestamp.toNtp(bits, taiMinusUtc) : bits;
    }

    /** The Error Estimate of the other end as it goes with what {@link #read} gives. */
    int unmark(int errorEstimate) {
        return ptp ? errorEstimate & ~ErrorEstimate.PTP : errorEstimate;
    }
}
