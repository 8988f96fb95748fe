package org.waywiser.wire.ike;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/** Who an end claims to be. RFC 7296 §3.5. */
public record Identification(IdType type, Octets data) {
    public static Identification read(WireReader in) throws MalformedMessage {
        var type = new IdType(in.u8());
        in.skip(3); // RESERVED
        return new Identification(type, in.octets(in.remaining()));
    }

    public void write(WireWriter out) {
        out.u8(type.number()).zeros(3).octets(data);
    }
}
