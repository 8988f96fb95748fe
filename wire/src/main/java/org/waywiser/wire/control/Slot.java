package org.waywiser.wire.control;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * One slot of a send schedule. RFC 4656 §3.5, §3.6.
 *
 * @param type {@link #EXPONENTIAL} or {@link #FIXED}; another value survives
 * @param parameterNtp mean or delay, as an interval in the format of a timestamp
 */
public record Slot(int type, long parameterNtp) {
    public static final int LENGTH = 16;
    public static final int EXPONENTIAL = 0;
    public static final int FIXED = 1;

    public Slot {
        Shape.u8("Slot Type", type);
    }

    /** Whether it is of one of the two types there are. */
    public boolean known() {
        return type == EXPONENTIAL || type == FIXED;
    }

    static Slot read(WireReader in) throws MalformedMessage {
        int type = in.u8();
        in.skip(7); // MBZ
        return new Slot(type, in.u64());
    }

    void write(WireWriter out) {
        out.u8(type).zeros(7).u64(parameterNtp);
    }
}
