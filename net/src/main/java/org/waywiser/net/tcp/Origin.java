package org.waywiser.net.tcp;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Where connections are counted to come from. */
final class Origin {
    private Origin() {}

    /** The address; of IPv6 the network of 64 bits, in which a host takes as many addresses as it likes (RFC 8981). */
    static InetAddress of(InetAddress address) {
        if (!(address instanceof Inet6Address)) return address;
        byte[] octets = address.getAddress();
        Arrays.fill(octets, 8, 16, (byte) 0);
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 16 octets", e);
        }
    }
}
