package org.waywiser.wire.ike;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * Completes a transform. RFC 7296 §3.3.5.
 *
 * @param shortForm the AF bit: the value is two octets and has no length field
 */
public record TransformAttribute(boolean shortForm, int type, Octets value) {
    public static final int KEY_LENGTH = 14;

    private static final int SHORT_FORM = 0x8000;

    /** @param bits length of the key */
    public static TransformAttribute keyLength(int bits) {
        return new TransformAttribute(true, KEY_LENGTH, Octets.of((byte) (bits >>> 8), (byte) bits));
    }

    static TransformAttribute read(WireReader in) throws MalformedMessage {
        int first = in.u16();
        boolean shortForm = (first & SHORT_FORM) != 0;
        int length = shortForm ? 2 : in.u16();
        return new TransformAttribute(shortForm, first & ~SHORT_FORM, in.octets(length));
    }

    void write(WireWriter out) {
        out.u16(type | (shortForm ? SHORT_FORM : 0));
        if (!shortForm) out.u16(value.length());
        out.octets(value);
    }

    int length() {
        return (shortForm ? 2 : 4) + value.length();
    }
}
