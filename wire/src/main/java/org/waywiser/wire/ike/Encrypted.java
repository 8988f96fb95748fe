package org.waywiser.wire.ike;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * SK, the last payload of a protected message. RFC 7296 §3.14, RFC 5282 §3.
 *
 * @param firstPayload type of the first payload inside
 * @param body initialization vector, ciphertext and integrity check
 */
public record Encrypted(PayloadType firstPayload, Octets body) implements IkePayload {
    static Encrypted read(PayloadType firstPayload, WireReader in) throws MalformedMessage {
        return new Encrypted(firstPayload, in.octets(in.remaining()));
    }

    @Override
    public PayloadType type() {
        return PayloadType.SK;
    }

    @Override
    public void write(WireWriter out) {
        out.octets(body);
    }
}
