package org.waywiser.wire.ike;

import java.util.ArrayList;
import java.util.List;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * One algorithm of a proposal. RFC 7296 §3.3.2.
 *
 * @param id number in the registry of the type
 */
public record Transform(TransformType type, int id, List<TransformAttribute> attributes) {
    private static final int HEADER = 8;

    public Transform {
        attributes = List.copyOf(attributes);
    }

    public static Transform of(TransformType type, int id) {
        return new Transform(type, id, List.of());
    }

    public static Transform withKeyLength(TransformType type, int id, int bits) {
        return new Transform(type, id, List.of(TransformAttribute.keyLength(bits)));
    }

    static Transform read(WireReader outer) throws MalformedMessage {
        outer.skip(2); // Last Substruc, RESERVED
        var in = outer.sub(outer.u16() - 4);
        var type = new TransformType(in.u8());
        in.skip(1); // RESERVED
        int id = in.u16();
        var attributes = new ArrayList<TransformAttribute>();
        while (in.remaining() > 0) attributes.add(TransformAttribute.read(in));
        return new Transform(type, id, attributes);
    }

    void write(WireWriter out, boolean last) {
        out.u8(last ? 0 : 3).u8(0).u16(length());
        out.u8(type.number()).u8(0).u16(id);
        for (var attribute : attributes) attribute.write(out);
    }

    int length() {
        int length = HEADER;
        for (var attribute : attributes) length += attribute.length();
        return length;
    }
}
