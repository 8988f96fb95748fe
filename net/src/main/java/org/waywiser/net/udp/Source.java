package org.waywiser.net.udp;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.waywiser.net.linux.SocketAddress;

/** Address and port a datagram comes from, as key of a map; one is reused for look-ups, which so allocate nothing. */
final class Source {
    private long high;
    private long low;
    private int port;

    static Source of(InetSocketAddress address) {
        byte[] octets = address.getAddress().getAddress();
        var source = new Source();
        source.high = SocketAddress.highOf(octets);
        source.low = SocketAddress.lowOf(octets);
        source.port = address.getPort();
        return source;
    }

    /** Becomes the source of this datagram; only for a key that is in no map. */
    Source at(Datagram datagram) {
        high = datagram.peerHigh;
        low = datagram.peerLow;
        port = datagram.peerPort;
        return this;
    }

    /** Whether it is the one expected, of which a port of zero stands for any. */
    boolean fits(Source expected) {
        return high == expected.high && low == expected.low && (expected.port == 0 || port == expected.port);
    }

    /** The interface of a link-local address, else 0. */
    static int scope(InetAddress address) {
        return address instanceof Inet6Address v6 ? v6.getScopeId() : 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Source s && high == s.high && low == s.low && port == s.port;
    }

    @Override
    public int hashCode() {
        long mixed = (high * 31 + low) * 0x9e3779b97f4a7c15L + port;
        return (int) (mixed ^ mixed >>> 32);
    }
}
