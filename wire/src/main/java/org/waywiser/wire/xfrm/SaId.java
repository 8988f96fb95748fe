package org.waywiser.wire.xfrm;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;

/**
 * What the kernel tells SAs apart by: {@code xfrm_usersa_id} and the mark. RFC 4301 §4.1.
 *
 * @param destination of 4 or 16 octets
 * @param protocol of IP: {@link #ESP} or {@link #AH}
 */
public record SaId(Octets destination, int spi, int protocol, Mark mark) {
    public static final int ESP = 50;
    public static final int AH = 51;

    static SaId read(WireReader in) throws MalformedMessage {
        var destination = HostOrder.address(in);
        int spi = (int) in.u32();
        int family = HostOrder.u16(in);
        int protocol = in.u8();
        in.skip(1); // padding
        var mark = Mark.NONE;
        while (in.remaining() > 0) {
            var attribute = Attribute.read(in);
            if (attribute.type() == Attribute.MARK) mark = Mark.read(attribute.value());
        }
        return new SaId(HostOrder.ofFamily(destination, family), spi, protocol, mark);
    }

    SaId with(Mark other) {
        return new SaId(destination, spi, protocol, other);
    }
}
