package org.waywiser.wire.ike;

import java.util.ArrayList;
import java.util.List;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/** One set of transforms to choose from. RFC 7296 §3.3.1. */
public record Proposal(int number, ProtocolId protocol, Octets spi, List<Transform> transforms) {
    private static final int HEADER = 8;

    public Proposal {
        transforms = List.copyOf(transforms);
    }

    /** Reads one proposal; Last Substruc is not looked at, since the lengths tell the same. */
    static Proposal read(WireReader outer) throws MalformedMessage {
        outer.skip(2); // Last Substruc, RESERVED
        var in = outer.sub(outer.u16() - 4);
        int number = in.u8();
        var protocol = new ProtocolId(in.u8());
        int spiSize = in.u8();
        int count = in.u8();
        var spi = in.octets(spiSize);
        var transforms = new ArrayList<Transform>();
        while (in.remaining() > 0) transforms.add(Transform.read(in));
        if (transforms.size() != count) {
            throw new MalformedMessage(count + " transforms announced, " + transforms.size() + " found");
        }
        return new Proposal(number, protocol, spi, transforms);
    }

    void write(WireWriter out, boolean last) {
        int length = HEADER + spi.length();
        for (var transform : transforms) length += transform.length();
        out.u8(last ? 0 : 2).u8(0).u16(length);
        out.u8(number).u8(protocol.number()).u8(spi.length()).u8(transforms.size());
        out.octets(spi);
        for (int i = 0; i < transforms.size(); i++) transforms.get(i).write(out, i == transforms.size() - 1);
    }
}
