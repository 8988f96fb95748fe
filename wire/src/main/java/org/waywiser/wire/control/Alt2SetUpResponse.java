package org.waywiser.wire.control;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * The answer to an {@link Alt2Greeting}: nothing proves possession of the key before the first command's HMAC.
 * draft-ietf-ippm-ipsec-01 §4.3.2.
 *
 * @param clientIv 16 octets, as in RFC 4656 §3.1: the draft's figure has room for 12, too few for AES-CBC
 */
public record Alt2SetUpResponse(Modes mode, Octets clientIv) implements ControlMessage {
    public static final int LENGTH = 20;

    public Alt2SetUpResponse {
        Shape.length("Client-IV", clientIv, 16);
    }

    public static Alt2SetUpResponse read(WireReader in) throws MalformedMessage {
        return new Alt2SetUpResponse(new Modes(in.u32()), in.octets(16));
    }

    @Override
    public void write(WireWriter out) {
        out.u32(mode.bits()).octets(clientIv);
    }
}
