package org.waywiser.node;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import org.waywiser.net.tcp.ControlConnection;
import org.waywiser.wire.Octets;

/**
 * Sender and receiver of a request, zero standing for the ends of the control connection. RFC 5357 §3.5.
 *
 * @param sender where test packets come from
 * @param receiver where they go
 */
record SessionAddresses(InetAddress sender, InetAddress receiver) {
    /**
     * @param version 4 or 6
     * @param bySender who is at the sender's address if it is zero, and {@code byReceiver} likewise
     */
    static SessionAddresses of(
            Octets sender, Octets receiver, int version, InetAddress bySender, InetAddress byReceiver) {
        return new SessionAddresses(address(sender, version, bySender), address(receiver, version, byReceiver));
    }

    private static InetAddress address(Octets field, int version, InetAddress otherwise) {
        Octets octets = version == 4 ? field.slice(0, 4) : field;
        if (octets.isZero()) return otherwise;
        try {
            return InetAddress.getByAddress(octets.toByteArray());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + octets.length() + " octets", e);
        }
    }

    /**
     * Whether an address is one at which this Server can be reached.
     *
     * @param bound what it listens on
     */
    static boolean isOurs(InetAddress address, ControlConnection connection, InetAddress bound) {
        if (address.equals(connection.local().getAddress())) return true;
        if (!bound.isAnyLocalAddress()) return address.equals(bound);
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }
}
