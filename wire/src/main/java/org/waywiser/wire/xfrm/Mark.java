package org.waywiser.wire.xfrm;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;

/** {@code xfrm_mark}: an SA or policy is for packets whose mark, as far as {@code mask} goes, is {@code value}. */
public record Mark(long value, long mask) {
    /** For all packets. */
    public static final Mark NONE = new Mark(0, 0);

    static Mark read(WireReader in) throws MalformedMessage {
        return new Mark(HostOrder.u32(in), HostOrder.u32(in));
    }

    /** Whether a packet's mark fits. */
    public boolean fits(long mark) {
        return (mark & mask) == value;
    }
}
