package org.waywiser.wire.control;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * The answer to an {@link Alt1Greeting}: the SA takes the place of the KeyID. draft-ietf-ippm-ipsec-01 §4.3.1.
 *
 * @param token 16 octets, the Challenge encrypted
 * @param clientIv 16 octets
 */
public record Alt1SetUpResponse(Modes mode, Octets token, Octets clientIv) implements ControlMessage {
    public static final int LENGTH = 36;

    public Alt1SetUpResponse {
        Shape.length("Token", token, 16);
        Shape.length("Client-IV", clientIv, 16);
    }

    public static Alt1SetUpResponse read(WireReader in) throws MalformedMessage {
        return new Alt1SetUpResponse(new Modes(in.u32()), in.octets(16), in.octets(16));
    }

    @Override
    public void write(WireWriter out) {
        out.u32(mode.bits()).octets(token).octets(clientIv);
    }
}
