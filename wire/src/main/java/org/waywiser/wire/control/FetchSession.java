package org.waywiser.wire.control;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * Asks an OWAMP Server for what a session recorded. RFC 4656 §3.9.
 *
 * @param begin first sequence number wanted
 * @param end last sequence number wanted
 */
public record FetchSession(long begin, long end, Sid sid) implements ControlMessage {
    public static final int LENGTH = 48;
    public static final int BODY_LENGTH = 32;

    private static final long LAST = 0xffff_ffffL;

    public FetchSession {
        Shape.u32("Begin Seq", begin);
        Shape.u32("End Seq", end);
    }

    /** Asks for everything, which only a session that ended normally grants. */
    public static FetchSession complete(Sid sid) {
        return new FetchSession(0, LAST, sid);
    }

    public boolean complete() {
        return begin == 0 && end == LAST;
    }

    public static FetchSession read(WireReader in) throws MalformedMessage {
        CommandNumber.FETCH_SESSION.expect(in);
        in.skip(7); // MBZ
        return new FetchSession(in.u32(), in.u32(), Sid.read(in));
    }

    @Override
    public void write(WireWriter out) {
        out.u8(CommandNumber.FETCH_SESSION.number())
                .zeros(7)
                .u32(begin)
                .u32(end)
                .octets(sid.octets());
    }
}
