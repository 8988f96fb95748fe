package org.waywiser.wire.ike;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * A Diffie-Hellman public value. RFC 7296 §3.4.
 *
 * @param group number of the Diffie-Hellman group
 */
public record KeyExchange(int group, Octets data) implements IkePayload {
    public static KeyExchange read(WireReader in) throws MalformedMessage {
        int group = in.u16();
        in.skip(2); // RESERVED
        return new KeyExchange(group, in.octets(in.remaining()));
    }

    @Override
    public PayloadType type() {
        return PayloadType.KE;
    }

    @Override
    public void write(WireWriter out) {
        out.u16(group).zeros(2).octets(data);
    }
}
