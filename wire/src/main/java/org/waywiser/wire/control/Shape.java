package org.waywiser.wire.control;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;

/** Checks that values fit their fields; those in constructors find faults of ours. */
final class Shape {
    private Shape() {}

    static void length(String field, Octets value, int length) {
        if (value.length() != length) {
            throw new IllegalArgumentException(field + " of " + value.length() + " octets, not " + length);
        }
    }

    static void u8(String field, int value) {
        if (value >>> 8 != 0) throw new IllegalArgumentException(field + " " + value + " exceeds 8 bits");
    }

    static void u16(String field, int value) {
        if (value >>> 16 != 0) throw new IllegalArgumentException(field + " " + value + " exceeds 16 bits");
    }

    static void u32(String field, long value) {
        if (value >>> 32 != 0) throw new IllegalArgumentException(field + " " + value + " exceeds 32 bits");
    }

    /** Refuses a number of elements that the octets left cannot hold, before anything is allocated for it. */
    static void fits(String what, long count, int length, WireReader in) throws MalformedMessage {
        if (count > in.remaining() / length) {
            throw new MalformedMessage(count + " " + what + " in " + in.remaining() + " octets");
        }
    }
}
