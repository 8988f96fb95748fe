package org.waywiser.wire.control;

import org.waywiser.wire.ErrorEstimate;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * What an OWAMP receiver recorded of one packet, 25 octets in the data that follows a Fetch-Ack. RFC 4656 §3.9.
 *
 * @param sendNtp timestamp of the packet, or the presumed send time of a lost one
 * @param receiveNtp zero if the packet was lost
 * @param ttl Time To Live or Hop Limit on arrival, 255 if the packet was lost
 */
public record FetchedRecord(
        long sequenceNumber,
        ErrorEstimate sendError,
        ErrorEstimate receiveError,
        long sendNtp,
        long receiveNtp,
        int ttl) {
    public static final int LENGTH = 25;

    /** RFC 4656 §3.9 wants a Scale of 64, which six bits cannot say: 63 comes next. */
    private static final ErrorEstimate OF_PRESUMED_TIME = new ErrorEstimate(false, false, 63, 1);

    public FetchedRecord {
        Shape.u32("Seq Number", sequenceNumber);
        Shape.u8("TTL", ttl);
    }

    /** A packet that did not arrive within Timeout. */
    public static FetchedRecord lost(long sequenceNumber, long presumedNtp, ErrorEstimate receiveError) {
        return new FetchedRecord(sequenceNumber, OF_PRESUMED_TIME, receiveError, presumedNtp, 0, 255);
    }

    public boolean lost() {
        return receiveNtp == 0;
    }

    public static FetchedRecord read(WireReader in) throws MalformedMessage {
        return new FetchedRecord(
                in.u32(), ErrorEstimate.of(in.u16()), ErrorEstimate.of(in.u16()), in.u64(), in.u64(), in.u8());
    }

    public void write(WireWriter out) {
        out.u32(sequenceNumber).u16(sendError.bits()).u16(receiveError.bits());
        out.u64(sendNtp).u64(receiveNtp).u8(ttl);
    }
}
