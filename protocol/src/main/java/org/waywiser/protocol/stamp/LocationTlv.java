package org.waywiser.protocol.stamp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.waywiser.wire.Octets;
import org.waywiser.wire.probe.Fields;
import org.waywiser.wire.stamp.TlvCursor;
import org.waywiser.wire.stamp.TlvType;

/** Fills in where a packet came from and went to. RFC 8972 §4.2. */
final class LocationTlv {
    private static final int PORTS = 4;

    private final TlvCursor subs = new TlvCursor();

    /**
     * Answers the TLV and its sub-TLVs.
     *
     * @param value offset of its value
     * @param end offset behind it
     * @return false if a sub-TLV is malformed
     */
    boolean answer(MemorySegment packet, int value, int end, PacketEndpoints endpoints) {
        Fields.u16(packet, value, endpoints.destinationPort());
        Fields.u16(packet, value + 2, endpoints.sourcePort());
        subs.wrap(packet, value + PORTS, end);
        while (subs.next()) {
            if (!TlvType.allowsInLocation(subs.type(), subs.length())) {
                subs.flags(TlvCursor.MALFORMED);
                return false;
            }
            switch (subs.type()) {
                // No socket tells the source MAC address: zeros, as where there is none. RFC 8972 §4.2.2.
                case TlvType.SOURCE_MAC -> fill(packet, TlvType.SOURCE_EUI_64, Octets.EMPTY);
                case TlvType.SOURCE_IP -> {
                    Octets address = endpoints.source();
                    fill(packet, address.length() == 4 ? TlvType.SOURCE_IPV4 : TlvType.SOURCE_IPV6, address);
                }
                case TlvType.DESTINATION_IP -> {
                    Octets address = endpoints.destination();
                    fill(packet, address.length() == 4 ? TlvType.DESTINATION_IPV4 : TlvType.DESTINATION_IPV6, address);
                }
                default -> subs.flags(TlvCursor.UNRECOGNIZED);
            }
        }
        if (subs.broken()) subs.flags(TlvCursor.MALFORMED);
        return !subs.broken();
    }

    private void fill(MemorySegment packet, int type, Octets address) {
        subs.flags(0);
        subs.type(type);
        packet.asSlice(subs.value(), subs.length()).fill((byte) 0);
        for (int i = 0; i < address.length(); i++) {
            packet.set(ValueLayout.JAVA_BYTE, subs.value() + i, (byte) address.at(i));
        }
    }
}
