package org.waywiser.protocol.path;

import org.waywiser.wire.Octets;

/**
 * Packets of one kind in one direction, by what policies look at.
 *
 * @param from of 4 or 16 octets, like {@code to}
 * @param protocol of IP, {@link #UDP} or {@link #TCP}
 */
public record Flow(Octets from, int fromPort, Octets to, int toPort, int protocol) {
    public static final int TCP = 6;
    public static final int UDP = 17;

    /** The same from there. */
    public Flow from(Octets address) {
        return new Flow(address, fromPort, to, toPort, protocol);
    }

    /** What comes back. */
    public Flow reversed() {
        return new Flow(to, toPort, from, fromPort, protocol);
    }

    /** Octets of the smallest IP header. */
    int headerOctets() {
        return headerOctets(from);
    }

    static int headerOctets(Octets address) {
        return address.length() == 4 ? 20 : 40;
    }
}
