package org.waywiser.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.waywiser.net.clock.WallClock;
import org.waywiser.net.linux.Errno;
import org.waywiser.net.linux.SystemCallException;
import org.waywiser.net.udp.ReflectorPort;
import org.waywiser.net.udp.UdpSocket;

/** The Session-Reflectors outside IPsec: a socket for each family, since a policy of a socket is of one. */
final class BypassReflectors implements AutoCloseable {
    private final @Nullable BypassPort port;
    private final List<ReflectorPort> reflectors;

    private BypassReflectors(@Nullable BypassPort port, List<ReflectorPort> reflectors) {
        this.port = port;
        this.reflectors = reflectors;
    }

    /**
     * Opens them.
     *
     * @param port null for none
     */
    static BypassReflectors open(InetAddress local, @Nullable BypassPort port) throws IOException {
        var reflectors = new ArrayList<ReflectorPort>();
        if (port == null) return new BypassReflectors(null, reflectors);
        try {
            for (InetAddress address : addresses(local, port.by())) {
                UdpSocket socket = port.open(address, port.port(), port.port());
                reflectors.add(ReflectorPort.start(socket, WallClock.system()));
            }
        } catch (IOException e) {
            boolean noIpv6 = e instanceof SystemCallException call && call.errno() == Errno.EAFNOSUPPORT;
            if (reflectors.isEmpty() || !noIpv6) {
                reflectors.forEach(ReflectorPort::close);
                throw e;
            }
        }
        return new BypassReflectors(port, List.copyOf(reflectors));
    }

    /** A socket with a policy of its own hears one family; without, the IPv6 wildcard hears both. */
    private static List<InetAddress> addresses(InetAddress local, BypassPort.By by) {
        if (!local.isAnyLocalAddress()) return List.of(local);
        InetAddress ipv6 = InetAddress.ofLiteral("::");
        return by == BypassPort.By.POLICY ? List.of(ipv6) : List.of(InetAddress.ofLiteral("0.0.0.0"), ipv6);
    }

    /** The one that a client asks for by this Receiver Port, if it is the port of ours. */
    Optional<ReflectorPort> askedFor(int receiverPort, InetAddress peer) {
        if (port == null || receiverPort != port.port()) return Optional.empty();
        return reflectors.stream()
                .filter(reflector -> port.by() == BypassPort.By.POLICY || sameFamily(reflector, peer))
                .findFirst();
    }

    private static boolean sameFamily(ReflectorPort reflector, InetAddress peer) {
        return reflector.localAddress().getAddress().getAddress().length == peer.getAddress().length;
    }

    /** Where they listen. */
    List<InetSocketAddress> addresses() {
        return reflectors.stream().map(ReflectorPort::localAddress).toList();
    }

    @Override
    public void close() {
        reflectors.forEach(ReflectorPort::close);
    }
}
