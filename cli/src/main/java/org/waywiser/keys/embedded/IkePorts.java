package org.waywiser.keys.embedded;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.waywiser.net.linux.Errno;
import org.waywiser.net.linux.PortHolder;
import org.waywiser.net.linux.SystemCallException;
import org.waywiser.net.udp.UdpPorts;

/** The UDP ports of an engine: 500 comes with 4500, any other port stands alone. RFC 7296 §2.11, §2.23. */
final class IkePorts {
    private static final System.Logger LOG = System.getLogger("org.waywiser.ike");
    private static final int IKE = 500;
    private static final int NAT = 4500;
    private static final InetAddress ANY_IPV6 = InetAddress.ofLiteral("::");
    private static final InetAddress ANY_IPV4 = InetAddress.ofLiteral("0.0.0.0");

    private static final String ANOTHER = "choose another with --ike-port, or port: in the configuration";
    /** Programs that serve IKE. */
    private static final Set<String> DAEMONS = Set.of("charon", "charon-systemd", "pluto", "iked", "racoon");

    private IkePorts() {}

    /**
     * Opens them.
     *
     * @param listen a wildcard hears IPv6 and IPv4
     * @throws IOException that says in words why the port cannot be had
     */
    static UdpPorts open(InetSocketAddress listen) throws IOException {
        int port = listen.getPort();
        try {
            if (!listen.getAddress().isAnyLocalAddress()) return open(listen.getAddress(), port);
            try {
                return open(ANY_IPV6, port);
            } catch (SystemCallException e) {
                if (e.errno() != Errno.EAFNOSUPPORT) throw e;
                return open(ANY_IPV4, port); // a host without IPv6
            }
        } catch (SystemCallException e) {
            throw new IOException(words(e, listen.getAddress(), port), e);
        }
    }

    private static UdpPorts open(InetAddress address, int port) throws IOException {
        if (port != IKE) return bind(address, port);
        try {
            return bind(address, IKE, NAT);
        } catch (SystemCallException e) {
            var alone = bind(address, IKE);
            LOG.log(Level.WARNING, "NATs will be in the way: {0}", words(e, address, NAT));
            return alone;
        }
    }

    private static UdpPorts bind(InetAddress address, int... ports) throws IOException {
        return UdpPorts.open(IntStream.of(ports)
                .mapToObj(port -> new InetSocketAddress(address, port))
                .toList());
    }

    /** The port that an initiator on port 500 moves to if there is a NAT. */
    static OptionalInt natPort(List<InetSocketAddress> bound) {
        return bound.size() > 1 ? OptionalInt.of(NAT) : OptionalInt.empty();
    }

    private static String words(SystemCallException e, InetAddress address, int port) {
        return words(e.errno(), address, port, new PortHolder(Path.of("/proc")));
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
