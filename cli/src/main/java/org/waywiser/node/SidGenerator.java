package org.waywiser.node;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.random.RandomGenerator;
import org.waywiser.net.clock.WallClock;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Sid;

/** Makes session identifiers: an IPv4 address of this machine, the time, and four random octets. RFC 4656 §3.5. */
final class SidGenerator {
    private final Octets address;
    private final RandomGenerator random;

    /**
     * Looks for an address once.
     *
     * @param random a cryptographically strong one: a SID must not be guessed
     */
    SidGenerator(RandomGenerator random) {
        this.address = ofThisMachine();
        this.random = random;
    }

    Sid next() {
        return Sid.of(address, WallClock.system().ntp(), random.nextInt());
    }

    /** An IPv4 address that is not loopback, else the end of an IPv6 one, else loopback. */
    private static Octets ofThisMachine() {
        try {
            List<InetAddress> addresses = NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(a -> !a.isLoopbackAddress())
                    .toList();
            for (InetAddress a : addresses) if (a instanceof Inet4Address) return Octets.of(a.getAddress());
            for (InetAddress a : addresses) return Octets.of(a.getAddress()).slice(12, 16);
        } catch (SocketException e) {
            // Then the machine is known by loopback, as one without network is.
        }
        return Octets.of((byte) 127, (byte) 0, (byte) 0, (byte) 1);
    }
}
