package org.waywiser.keys.embedded;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.waywiser.net.linux.Errno;
import org.waywiser.net.linux.PortHolder;
import org.waywiser.net.linux.SystemCallException;
import org.waywiser.net.udp.UdpPorts;

/**
 * The UDP ports of an engine: 500 comes with 4500, any other port stands alone unless told otherwise. RFC 7296 §2.11, §2.23.
 *
 * @param sockets at each address the one for IKE, then the one for NATs
 * @param natPort the one that an initiator on port 500 moves to if there is a NAT
 */
record IkePorts(UdpPorts sockets, OptionalInt natPort) {
    private static final System.Logger LOG = System.getLogger("org.waywiser.ike");
    private static final int IKE = 500;
    private static final int NAT = 4500;
    private static final InetAddress ANY_IPV6 = InetAddress.ofLiteral("::");
    private static final InetAddress ANY_IPV4 = InetAddress.ofLiteral("0.0.0.0");

    private static final String ANOTHER = "choose another with --ike-port, or port: in the configuration";
    /** Programs that serve IKE. */
    private static final Set<String> DAEMONS = Set.of("charon", "charon-systemd", "pluto", "iked", "racoon");

    /**
     * Opens them.
     *
     * @param listen none or a wildcard for all addresses, IPv6 and IPv4
     * @param port 0 for any free one, another at each address
     * @param natPort the one that comes with it; empty for 4500 beside 500 if that can be had, and none beside any other
     * @throws IOException that says in words why a port cannot be had
     */
    static IkePorts open(List<InetAddress> listen, int port, OptionalInt natPort) throws IOException {
        if (!listen.stream().allMatch(InetAddress::isAnyLocalAddress)) return openAt(listen, port, natPort);
        try {
            return openAt(List.of(ANY_IPV6), port, natPort);
        } catch (IOException e) {
            if (!(e.getCause() instanceof SystemCallException call) || call.errno() != Errno.EAFNOSUPPORT) throw e;
            return openAt(List.of(ANY_IPV4), port, natPort); // a host without IPv6
        }
    }

    private static IkePorts openAt(List<InetAddress> listen, int port, OptionalInt natPort) throws IOException {
        if (natPort.isPresent()) return bind(listen, port, natPort);
        if (port != IKE) return bind(listen, port, OptionalInt.empty());
        try {
            return bind(listen, IKE, OptionalInt.of(NAT));
        } catch (IOException e) {
            var alone = bind(listen, IKE, OptionalInt.empty());
            LOG.log(Level.WARNING, "NATs will be in the way: {0}", e.getMessage());
            return alone;
        }
    }

    private static IkePorts bind(List<InetAddress> listen, int port, OptionalInt natPort) throws IOException {
        var wanted = new ArrayList<InetSocketAddress>();
        for (var address : listen) {
            wanted.add(new InetSocketAddress(address, port));
            natPort.ifPresent(nat -> wanted.add(new InetSocketAddress(address, nat)));
        }
        try {
            return new IkePorts(UdpPorts.open(wanted), natPort);
        } catch (IOException e) {
            throw blaming(wanted, e);
        }
    }

    /** Finds out which of them it is. */
    private static IOException blaming(List<InetSocketAddress> wanted, IOException all) {
        var holders = new PortHolder(Path.of("/proc"));
        for (var one : wanted) {
            try (var _ = UdpPorts.open(List.of(one))) {
                // this one can be had
            } catch (SystemCallException e) {
                return new IOException(words(e.errno(), one.getAddress(), one.getPort(), holders), e);
            } catch (IOException e) {
                return new IOException(
                        "UDP port " + one.getPort() + " cannot be used: " + e.getMessage() + "; " + ANOTHER, e);
            }
        }
        return all;
    }

    /** Where IKE is spoken, without the ports that are for NATs. */
    List<InetSocketAddress> addresses() {
        return sockets.localAddresses().stream()
                .filter(address -> natPort.isEmpty() || address.getPort() != natPort.getAsInt())
                .toList();
    }

    /** What stands in the way, who does, and what to do about it. */
    static String words(int errno, InetAddress address, int port, PortHolder holders) {
        String name = "UDP port " + port;
        String refused = name + " cannot be used: " + Errno.text(errno) + "; ";
        return switch (errno) {
            case Errno.EADDRINUSE ->
                holders.ofUdp(port)
                                .map(holder -> name + " is held by " + holder + "; stop it, or ")
                                .or(() -> holders.running(DAEMONS)
                                        .map(daemon ->
                                                refused + daemon + " runs here and most likely holds it; stop it, or "))
                                .orElse(refused + "something else holds it; ")
                        + ANOTHER;
            case Errno.EACCES -> refused + "a port below 1024 needs CAP_NET_BIND_SERVICE; grant it, or " + ANOTHER;
            case Errno.EADDRNOTAVAIL ->
                name + " cannot be used: " + address.getHostAddress() + " is not an address of this host";
            default -> name + " cannot be used: " + Errno.text(errno);
        };
    }
}
