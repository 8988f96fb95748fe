package org.waywiser.wire.ike;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * Proof of identity over the signed octets. RFC 7296 §3.8.
 *
 * @param data as the method defines it
 */
public record Authentication(AuthMethod method, Octets data) implements IkePayload {
    public static Authentication read(WireReader in) throws MalformedMessage {
        var method = new AuthMethod(in.u8());
        in.skip(3); // RESERVED
        return new Authentication(method, in.octets(in.remaining()));
    }

    @Override
    public PayloadType type() {
        return PayloadType.AUTH;
    }

    @Override
    public void write(WireWriter out) {
        out.u8(method.number()).zeros(3).octets(data);
    }
}
