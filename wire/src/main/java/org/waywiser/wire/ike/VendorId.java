package org.waywiser.wire.ike;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/** A constant by which implementations know each other. RFC 7296 §3.12. */
public record VendorId(Octets data) implements IkePayload {
    public static VendorId read(WireReader in) throws MalformedMessage {
        return new VendorId(in.octets(in.remaining()));
    }

    @Override
    public PayloadType type() {
        return PayloadType.VENDOR_ID;
    }

    @Override
    public void write(WireWriter out) {
        out.octets(data);
    }
}
