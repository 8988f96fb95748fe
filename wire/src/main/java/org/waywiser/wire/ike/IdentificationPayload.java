package org.waywiser.wire.ike;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * IDi or IDr. RFC 7296 §3.5.
 *
 * @param type {@link PayloadType#IDI} or {@link PayloadType#IDR}
 * @param body all that follows the generic header as it was sent, RESERVED included: AUTH covers it (RFC 7296 §2.15)
 */
public record IdentificationPayload(PayloadType type, Identification identification, Octets body)
        implements IkePayload {
    public static IdentificationPayload of(PayloadType type, Identification identification) {
        var body = new WireWriter();
        identification.write(body);
        return new IdentificationPayload(type, identification, body.toOctets());
    }

    static IdentificationPayload read(PayloadType type, WireReader in) throws MalformedMessage {
        var body = in.octets(in.remaining());
        return new IdentificationPayload(type, Identification.read(WireReader.of(body)), body);
    }

    @Override
    public void write(WireWriter out) {
        out.octets(body);
    }
}
