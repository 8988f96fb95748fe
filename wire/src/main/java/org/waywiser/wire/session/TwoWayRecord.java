package org.waywiser.wire.session;

import org.waywiser.wire.ErrorEstimate;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;
import org.waywiser.wire.control.FetchedRecord;

/**
 * A packet on its way there and back. If it was lost, no one knows where: the first record says so.
 *
 * @param sent to the reflector, under the sender's number
 * @param reflected back to the sender, under the reflector's number
 */
public record TwoWayRecord(FetchedRecord sent, FetchedRecord reflected) {
    public static final int LENGTH = 2 * FetchedRecord.LENGTH;

    /** A packet without a reply. */
    public static TwoWayRecord lost(long sequenceNumber, long sentNtp, ErrorEstimate receiveError) {
        return new TwoWayRecord(
                FetchedRecord.lost(sequenceNumber, sentNtp, receiveError),
                new FetchedRecord(0, receiveError, receiveError, 0, 0, 255));
    }

    public boolean lost() {
        return sent.lost();
    }

    static TwoWayRecord read(WireReader in) throws MalformedMessage {
        return new TwoWayRecord(FetchedRecord.read(in), FetchedRecord.read(in));
    }

    public void write(WireWriter out) {
        sent.write(out);
        reflected.write(out);
    }
}
