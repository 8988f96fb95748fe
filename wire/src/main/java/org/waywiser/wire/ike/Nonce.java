package org.waywiser.wire.ike;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/** Ni or Nr. RFC 7296 §3.9. */
public record Nonce(Octets data) implements IkePayload {
    public static Nonce read(WireReader in) throws MalformedMessage {
        return new Nonce(in.octets(in.remaining()));
    }

    @Override
    public PayloadType type() {
        return PayloadType.NONCE;
    }

    @Override
    public void write(WireWriter out) {
        out.octets(data);
    }
}
