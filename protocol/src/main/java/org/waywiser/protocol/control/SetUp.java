package org.waywiser.protocol.control;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.control.Alt1SetUpResponse;
import org.waywiser.wire.control.Alt2SetUpResponse;
import org.waywiser.wire.control.ControlMessage;
import org.waywiser.wire.control.KeyId;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.SetUpResponse;

/**
 * What a Set-Up-Response says, whatever its shape.
 *
 * @param keyId zero where the Server has named the SA
 * @param token as many octets as the profile has room for
 * @param clientIv 16 octets
 */
record SetUp(Modes mode, KeyId keyId, Octets token, Octets clientIv) {
    private static final Octets NO_TOKEN = Octets.zeros(0);

    static SetUp read(Profile profile, byte[] octets) throws MalformedMessage {
        var in = WireReader.of(octets);
        return switch (profile) {
            case RFC7717, DRAFT -> {
                var response = SetUpResponse.read(in);
                yield new SetUp(response.mode(), response.keyId(), response.token(), response.clientIv());
            }
            case DRAFT_ALT1 -> {
                var response = Alt1SetUpResponse.read(in);
                yield new SetUp(response.mode(), KeyId.NONE, response.token(), response.clientIv());
            }
            case DRAFT_ALT2 -> {
                var response = Alt2SetUpResponse.read(in);
                yield new SetUp(response.mode(), KeyId.NONE, NO_TOKEN, response.clientIv());
            }
        };
    }

    SetUp withMode(Modes other) {
        return new SetUp(other, keyId, token, clientIv);
    }

    byte[] write(Profile profile) {
        ControlMessage message = switch (profile) {
            case RFC7717, DRAFT -> new SetUpResponse(mode, keyId, token, clientIv);
            case DRAFT_ALT1 -> new Alt1SetUpResponse(mode, token, clientIv);
            case DRAFT_ALT2 -> new Alt2SetUpResponse(mode, clientIv);
        };
        return message.toByteArray();
    }
}
