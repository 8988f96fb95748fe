package org.waywiser.protocol.ike;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import org.waywiser.wire.Octets;

/**
 * Whom a datagram counts for: an IPv4 address, or the /64 of an IPv6 address, which one host may have all to itself. RFC 8019 §4.2.
 *
 * @param prefix 4 or 8 octets
 */
record Source(Octets prefix) {
    private static final int IPV6_PREFIX = 8;

    static Source of(InetSocketAddress from) {
        var address = from.getAddress();
        var octets = Octets.of(address.getAddress());
        return new Source(address instanceof Inet6Address ? octets.slice(0, IPV6_PREFIX) : octets);
    }
}
