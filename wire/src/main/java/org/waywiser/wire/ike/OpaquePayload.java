package org.waywiser.wire.ike;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/** A payload that is not looked into: of a type unknown here, or CP, EAP. RFC 7296 §2.5. */
public record OpaquePayload(PayloadType type, boolean critical, Octets data) implements IkePayload {
    static OpaquePayload read(PayloadType type, boolean critical, WireReader in) throws MalformedMessage {
        return new OpaquePayload(type, critical, in.octets(in.remaining()));
    }

    /** Whether the message has to be refused because of it. RFC 7296 §2.5. */
    public boolean unsupported() {
        return critical && !type.known();
    }

    @Override
    public void write(WireWriter out) {
        out.octets(data);
    }
}
