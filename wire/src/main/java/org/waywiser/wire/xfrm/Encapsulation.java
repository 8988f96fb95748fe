package org.waywiser.wire.xfrm;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;

/**
 * ESP in UDP or TCP: {@code xfrm_encap_tmpl}. RFC 3948 §2.
 *
 * @param type 2 for UDP as RFC 3948 has it, 7 for TCP of RFC 8229
 */
public record Encapsulation(int type, int sourcePort, int destinationPort) {
    public static final int UDP = 2;

    static Encapsulation read(WireReader in) throws MalformedMessage {
        int type = HostOrder.u16(in);
        return new Encapsulation(type, in.u16(), in.u16());
    }
}
