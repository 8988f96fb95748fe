package org.waywiser.wire.ike;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/** Which packets an SA carries, at one of its ends. RFC 7296 §3.13.1. */
public sealed interface TrafficSelector {
    int HEADER = 4;

    int IPV4_ADDR_RANGE = 7;
    int IPV6_ADDR_RANGE = 8;

    static TrafficSelector read(WireReader outer) throws MalformedMessage {
        int type = outer.u8();
        int protocol = outer.u8();
        var in = outer.sub(outer.u16() - HEADER);
        return switch (type) {
            case IPV4_ADDR_RANGE -> Range.read(protocol, 4, in);
            case IPV6_ADDR_RANGE -> Range.read(protocol, 16, in);
            default -> new Unknown(type, protocol, in.octets(in.remaining()));
        };
    }

    void write(WireWriter out);

    /**
     * TS_IPV4_ADDR_RANGE or TS_IPV6_ADDR_RANGE, as the addresses are.
     *
     * @param protocol of IP; 0 for any
     * @param startPort the smallest; 0 to 65535 is any port, 65535 to 0 none that can be seen
     * @param startAddress the smallest, of 4 or 16 octets
     */
    record Range(int protocol, int startPort, int endPort, Octets startAddress, Octets endAddress)
            implements TrafficSelector {
        public static final int LAST_PORT = 65535;

        public Range {
            int length = startAddress.length();
            if ((length != 4 && length != 16) || endAddress.length() != length) {
                throw new IllegalArgumentException(startAddress + " to " + endAddress);
            }
        }

        private static Range read(int protocol, int addressLength, WireReader in) throws MalformedMessage {
            int startPort = in.u16();
            int endPort = in.u16();
            var range = new Range(protocol, startPort, endPort, in.octets(addressLength), in.octets(addressLength));
            in.end();
            return range;
        }

        @Override
        public void write(WireWriter out) {
            int addressLength = startAddress.length();
            out.u8(addressLength == 4 ? IPV4_ADDR_RANGE : IPV6_ADDR_RANGE).u8(protocol);
            out.u16(HEADER + 4 + 2 * addressLength);
            out.u16(startPort).u16(endPort).octets(startAddress).octets(endAddress);
        }
    }

    /**
     * One of a type that is not known here. RFC 7296 §2.9 has it ignored.
     *
     * @param second the octet after the type, IP Protocol ID in the types that are known
     */
    record Unknown(int type, int second, Octets data) implements TrafficSelector {
        @Override
        public void write(WireWriter out) {
            out.u8(type).u8(second).u16(HEADER + data.length()).octets(data);
        }
    }
}
