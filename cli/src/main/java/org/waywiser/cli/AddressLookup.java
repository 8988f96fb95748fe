package org.waywiser.cli;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.waywiser.keys.connections.HostPort;

/** From what the user wrote to an address. */
final class AddressLookup {
    private AddressLookup() {}

    /** The first address of the wanted family. */
    static InetSocketAddress find(HostPort host, boolean only4, boolean only6) throws UserError {
        if (only4 && only6) throw new UserError(ExitStatus.USAGE, "-4 and -6 exclude each other");
        try {
            for (InetAddress address : InetAddress.getAllByName(host.host())) {
                boolean fits = only4 ? address instanceof Inet4Address : !only6 || address instanceof Inet6Address;
                if (fits) return new InetSocketAddress(address, host.port());
            }
        } catch (UnknownHostException e) {
            throw new UserError(
                    ExitStatus.NO_CONNECTION, host.host() + " is not known; check the name or give an address");
        }
        throw new UserError(
                ExitStatus.NO_CONNECTION,
                host.host() + " has no IPv" + (only4 ? 4 : 6) + " address; leave out -4 or -6");
    }

    /** An address of this machine. */
    static InetAddress local(String text) throws UserError {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new UserError(ExitStatus.USAGE, text + " is no address of this machine");
        }
    }
}
