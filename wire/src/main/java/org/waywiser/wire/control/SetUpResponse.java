package org.waywiser.wire.control;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * The Control-Client's answer to a greeting, in the clear. RFC 4656 §3.1.
 *
 * @param mode what the client chose, {@link Modes#NONE} if it will not continue
 * @param token 64 octets, encrypted
 * @param clientIv 16 octets
 */
public record SetUpResponse(Modes mode, KeyId keyId, Octets token, Octets clientIv) implements ControlMessage {
    public static final int LENGTH = 164;
    public static final int TOKEN_LENGTH = 64;

    public SetUpResponse {
        Shape.length("Token", token, TOKEN_LENGTH);
        Shape.length("Client-IV", clientIv, 16);
    }

    /** Without keys, for unauthenticated mode and for {@link Modes#NONE}: KeyID, Token and Client-IV are unused. */
    public static SetUpResponse withoutKeys(Modes mode) {
        return new SetUpResponse(mode, KeyId.NONE, Octets.zeros(TOKEN_LENGTH), Octets.zeros(16));
    }

    public static SetUpResponse read(WireReader in) throws MalformedMessage {
        return new SetUpResponse(new Modes(in.u32()), KeyId.read(in), in.octets(TOKEN_LENGTH), in.octets(16));
    }

    @Override
    public void write(WireWriter out) {
        out.u32(mode.bits()).octets(keyId.octets()).octets(token).octets(clientIv);
    }
}
