package org.waywiser.wire.stamp;

import java.lang.foreign.MemorySegment;
import org.waywiser.wire.probe.Fields;

/**
 * Goes through a chain of TLVs in place, at most as far as the octets reach. RFC 8972 §4.
 *
 * <pre>{@code
 * while (tlvs.next()) { … }
 * if (tlvs.broken()) tlvs.flags(TlvCursor.MALFORMED);
 * }</pre>
 */
public final class TlvCursor {
    /** U: not understood. */
    public static final int UNRECOGNIZED = 0x80;

    /** M: a length that cannot be. */
    public static final int MALFORMED = 0x40;

    /** I: the HMAC did not verify. */
    public static final int INTEGRITY = 0x20;

    /** Octets before the value. */
    public static final int HEADER = 4;

    private MemorySegment packet = MemorySegment.NULL;
    private int at;
    private int after;
    private int end;

    /**
     * Starts before the first TLV.
     *
     * @param from its offset
     * @param to where the chain ends
     */
    public TlvCursor wrap(MemorySegment segment, int from, int to) {
        packet = segment;
        at = from;
        after = from;
        end = to;
        return this;
    }

    /** Goes on to the next TLV that fits; false at the end, and before one that does not. */
    public boolean next() {
        at = after;
        if (end - at < HEADER || length() > end - at - HEADER) return false;
        after = at + HEADER + length();
        return true;
    }

    /** After {@link #next} was false: whether octets are left that are no TLV. */
    public boolean broken() {
        return at < end;
    }

    /** Goes no further. */
    public void stop() {
        after = end;
    }

    /** Offset of the TLV in the packet. */
    public int at() {
        return at;
    }

    /** Offset of what follows. */
    public int after() {
        return after;
    }

    public int end() {
        return end;
    }

    public int flags() {
        return Fields.u8(packet, at);
    }

    public void flags(int flags) {
        Fields.u8(packet, at, flags);
    }

    public int type() {
        return Fields.u8(packet, at + 1);
    }

    public void type(int type) {
        Fields.u8(packet, at + 1, type);
    }

    /** Octets of the value. */
    public int length() {
        return Fields.u16(packet, at + 2);
    }

    /** Offset of the value. */
    public int value() {
        return at + HEADER;
    }

    /** Takes the TLV out: what follows moves up, and comes next. */
    public void remove() {
        MemorySegment.copy(packet, after, packet, at, end - after);
        end -= after - at;
        after = at;
    }
}
