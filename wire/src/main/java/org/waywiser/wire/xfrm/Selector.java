package org.waywiser.wire.xfrm;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;

/**
 * Which packets: {@code xfrm_selector}. RFC 4301 §4.4.1.1.
 *
 * @param destination of 4 or 16 octets, or of none for all addresses of both families
 * @param destinationPrefix bits of it that count
 * @param destinationPort and mask: bits of a port that count
 * @param protocol of IP, 0 for any
 */
public record Selector(
        Octets destination,
        int destinationPrefix,
        int destinationPort,
        int destinationPortMask,
        Octets source,
        int sourcePrefix,
        int sourcePort,
        int sourcePortMask,
        int protocol) {
    static Selector read(WireReader in) throws MalformedMessage {
        var destination = HostOrder.address(in);
        var source = HostOrder.address(in);
        int destinationPort = in.u16();
        int destinationPortMask = in.u16();
        int sourcePort = in.u16();
        int sourcePortMask = in.u16();
        int family = HostOrder.u16(in);
        int destinationPrefix = in.u8();
        int sourcePrefix = in.u8();
        int protocol = in.u8();
        in.skip(3); // padding
        in.skip(8); // interface, user
        return new Selector(
                HostOrder.ofFamily(destination, family),
                destinationPrefix,
                destinationPort,
                destinationPortMask,
                HostOrder.ofFamily(source, family),
                sourcePrefix,
                sourcePort,
                sourcePortMask,
                protocol);
    }

    /**
     * Whether a packet is one of them.
     *
     * @param from of 4 or 16 octets
     * @param protocol of IP
     * @param fromPort and {@code toPort}: 0 where the protocol has none
     */
    public boolean fits(Octets from, int fromPort, Octets to, int toPort, int protocol) {
        return fits(source, sourcePrefix, from)
                && fits(destination, destinationPrefix, to)
                && (this.protocol == 0 || this.protocol == protocol)
                && ((fromPort ^ sourcePort) & sourcePortMask) == 0
                && ((toPort ^ destinationPort) & destinationPortMask) == 0;
    }

    /** Whether packets to that address are among them, from wherever. */
    public boolean reaches(Octets address) {
        return destination.length() != 0 && fits(destination, destinationPrefix, address);
    }

    private static boolean fits(Octets network, int prefix, Octets address) {
        if (network.length() == 0) return true;
        if (network.length() != address.length() || prefix > 8 * address.length()) return false;
        for (int bit = 0; bit < prefix; bit += 8) {
            int mask = 0xff << Math.max(0, 8 - (prefix - bit));
            if (((network.at(bit / 8) ^ address.at(bit / 8)) & mask & 0xff) != 0) return false;
        }
        return true;
    }
}
