package org.waywiser.wire.ike;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * An error or a status. RFC 7296 §3.10.
 *
 * @param notifyType what is told
 */
public record Notify(ProtocolId protocol, Octets spi, NotifyType notifyType, Octets data) implements IkePayload {
    /** About the IKE SA or the exchange itself: no SPI. */
    public static Notify of(NotifyType type, Octets data) {
        return new Notify(ProtocolId.NONE, Octets.EMPTY, type, data);
    }

    public static Notify of(NotifyType type) {
        return of(type, Octets.EMPTY);
    }

    public static Notify read(WireReader in) throws MalformedMessage {
        var protocol = new ProtocolId(in.u8());
        int spiSize = in.u8();
        var type = new NotifyType(in.u16());
        var spi = in.octets(spiSize);
        return new Notify(protocol, spi, type, in.octets(in.remaining()));
    }

    @Override
    public PayloadType type() {
        return PayloadType.NOTIFY;
    }

    @Override
    public void write(WireWriter out) {
        out.u8(protocol.number()).u8(spi.length()).u16(notifyType.number());
        out.octets(spi).octets(data);
    }
}
