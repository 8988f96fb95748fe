package org.waywiser.wire.ike;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * SKF, the last payload of one fragment of a protected message. RFC 7383 §2.5.
 *
 * @param firstPayload type of the first payload of the whole message, in fragment 1; zero in the others
 * @param number of this fragment, from 1, unsigned 16 bits
 * @param total fragments of the message, unsigned 16 bits
 * @param body initialization vector, ciphertext and integrity check
 */
public record EncryptedFragment(PayloadType firstPayload, int number, int total, Octets body) implements IkePayload {
    /** Octets before the body: Fragment Number and Total Fragments. */
    public static final int HEADER = 4;

    static EncryptedFragment read(PayloadType firstPayload, WireReader in) throws MalformedMessage {
        return new EncryptedFragment(firstPayload, in.u16(), in.u16(), in.octets(in.remaining()));
    }

    @Override
    public PayloadType type() {
        return PayloadType.SKF;
    }

    @Override
    public void write(WireWriter out) {
        out.u16(number).u16(total).octets(body);
    }
}
