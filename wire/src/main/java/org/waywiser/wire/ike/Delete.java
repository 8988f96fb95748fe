package org.waywiser.wire.ike;

import java.util.ArrayList;
import java.util.List;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * SAs the sender has removed. RFC 7296 §3.11.
 *
 * @param spis empty for the IKE SA, whose SPIs are in the header
 */
public record Delete(ProtocolId protocol, int spiSize, List<Octets> spis) implements IkePayload {
    /** Deletes the IKE SA that carries it. */
    public static final Delete IKE_SA = new Delete(ProtocolId.IKE, 0, List.of());

    public Delete {
        spis = List.copyOf(spis);
    }

    public static Delete read(WireReader in) throws MalformedMessage {
        var protocol = new ProtocolId(in.u8());
        int spiSize = in.u8();
        int count = in.u16();
        if (in.remaining() != spiSize * count) {
            throw new MalformedMessage(
                    count + " SPIs of " + spiSize + " octets announced, " + in.remaining() + " octets found");
        }
        var spis = new ArrayList<Octets>();
        for (int i = 0; spiSize > 0 && i < count; i++) spis.add(in.octets(spiSize));
        if (spis.size() != count) throw new MalformedMessage(count + " SPIs without octets");
        return new Delete(protocol, spiSize, spis);
    }

    @Override
    public PayloadType type() {
        return PayloadType.DELETE;
    }

    @Override
    public void write(WireWriter out) {
        out.u8(protocol.number()).u8(spiSize).u16(spis.size());
        for (var spi : spis) out.octets(spi);
    }
}
