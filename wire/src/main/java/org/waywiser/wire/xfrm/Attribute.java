package org.waywiser.wire.xfrm;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;

/**
 * One of the attributes that follow the fixed part of a message: {@code struct nlattr}.
 *
 * @param type {@code XFRMA_…}
 * @param value reads what it holds
 */
record Attribute(int type, WireReader value) {
    static final int AUTH = 1;
    static final int CRYPT = 2;
    static final int ENCAP = 4;
    static final int TEMPLATES = 5;
    static final int SA = 6;
    static final int POLICY = 7;
    static final int POLICY_TYPE = 16;
    static final int AEAD = 18;
    static final int AUTH_TRUNC = 20;
    static final int MARK = 21;
    static final int TFC_PADDING = 22;
    static final int IF_ID = 31;

    private static final int HEADER = 4;
    /** NLA_F_NESTED and NLA_F_NET_BYTEORDER are no part of the type. */
    private static final int TYPE_MASK = 0x3fff;

    static Attribute read(WireReader in) throws MalformedMessage {
        int length = HostOrder.u16(in);
        int type = HostOrder.u16(in) & TYPE_MASK;
        if (length < HEADER) throw new MalformedMessage("attribute of " + length);
        var value = in.sub(length - HEADER);
        in.skip(Math.min(in.remaining(), padding(length)));
        return new Attribute(type, value);
    }

    /** Octets up to the next multiple of four. */
    static int padding(int length) {
        return -length & 3;
    }
}
