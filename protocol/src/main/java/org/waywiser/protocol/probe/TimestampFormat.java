package org.waywiser.protocol.probe;

import org.waywiser.wire.ErrorEstimate;
import org.waywiser.wire.PtpTimestamp;

/**
 * In which format one end of a session writes timestamps, and how it reads those of the other end. Inside all are of NTP. RFC 8186 §2.3.
 *
 * @param writesPtp whether this end writes PTPv2 timestamps
 * @param readsZ whether it believes what Z says of the other's; else Z means nothing. RFC 4656 §4.1.2
 * @param taiMinusUtc seconds, the same for all of a session
 */
public record TimestampFormat(boolean writesPtp, boolean readsZ, int taiMinusUtc) {
    static TimestampFormat of(ProbeFeatures features, ProbeClock clock) {
        return new TimestampFormat(features.ptpTimestamps(), features.ptpTimestamps(), clock.taiMinusUtc());
    }

    /** As STAMP has it by default: NTP timestamps are written, and either kind is read. RFC 8762 §4.2.1. */
    public static TimestampFormat ofStamp(ProbeClock clock) {
        return new TimestampFormat(false, true, clock.taiMinusUtc());
    }

    /** As this end writes it. */
    long write(long ntp) {
        return writesPtp ? PtpTimestamp.ofNtp(ntp, taiMinusUtc) : ntp;
    }

    /** What {@link #write} wrote. */
    long ownToNtp(long bits) {
        return writesPtp ? PtpTimestamp.toNtp(bits, taiMinusUtc) : bits;
    }

    /** The Error Estimate that goes with what this end writes. */
    int mark(int errorEstimate) {
        return writesPtp ? errorEstimate | ErrorEstimate.PTP : errorEstimate;
    }

    /** A timestamp of the other end, which goes with that Error Estimate, as NTP timestamp. */
    public long read(long bits, int errorEstimate) {
        return readsZ && (errorEstimate & ErrorEstimate.PTP) != 0 ? PtpTimestamp.toNtp(bits, taiMinusUtc) : bits;
    }

    /** The Error Estimate of the other end as it goes with what {@link #read} gives. */
    public int unmark(int errorEstimate) {
        return readsZ ? errorEstimate & ~ErrorEstimate.PTP : errorEstimate;
    }
}
