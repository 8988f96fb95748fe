package org.waywiser.wire.control;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * The Server's answer to Fetch-Session. RFC 4656 §3.9.
 *
 * @param finished non-zero if the session has ended
 * @param nextSequenceNumber zero unless finished
 * @param skipRanges how many follow, zero unless finished
 * @param records how many packet records follow
 */
public record FetchAck(Accept accept, int finished, long nextSequenceNumber, long skipRanges, long records)
        implements ControlMessage {
    public static final int LENGTH = 32;
    public static final int BODY_LENGTH = 16;

    public FetchAck {
        Shape.u8("Finished", finished);
        Shape.u32("Next Seqno", nextSequenceNumber);
        Shape.u32("Number of Skip Ranges", skipRanges);
        Shape.u32("Number of Records", records);
    }

    /** A refusal, whose other fields are zero. */
    public static FetchAck refusing(Accept accept) {
        return new FetchAck(accept, 0, 0, 0, 0);
    }

    /** After a refusal the other fields mean nothing: they read as zero. */
    public static FetchAck read(WireReader in) throws MalformedMessage {
        var accept = new Accept(in.u8());
        int finished = in.u8();
        in.skip(2); // MBZ
        var ack = new FetchAck(accept, finished, in.u32(), in.u32(), in.u32());
        return accept.ok() ? ack : refusing(accept);
    }

    @Override
    public void write(WireWriter out) {
        out.u8(accept.code()).u8(finished).zeros(2);
        out.u32(nextSequenceNumber).u32(skipRanges).u32(records);
    }
}
