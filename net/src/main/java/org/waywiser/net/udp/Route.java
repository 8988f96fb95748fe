package org.waywiser.net.udp;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.channels.DatagramChannel;
import org.waywiser.net.linux.Linux;
import org.waywiser.net.linux.SocketAddress;
import org.waywiser.net.linux.Sockets;

/**
 * How packets leave for a host, as a connected socket knows it without sending any.
 *
 * @param local address they leave from
 * @param device name of the one they leave by
 * @param tunnel whether it is one that passes them on to somewhere else, such as to a program
 * @param pathMtu octets of the largest IP packet, after IPsec has taken its share
 * @param linkMtu the same of the device, of a tunnel that of the one with the address; {@link #UNKNOWN} if there is none
 */
public record Route(InetAddress local, String device, boolean tunnel, int pathMtu, int linkMtu) {
    public static final int UNKNOWN = -1;

    /** The most that an IPv4 packet can be; loopback devices claim one more, which kernels pass on or not. */
    private static final int LARGEST = 65_535;

    public Route {
        pathMtu = Math.min(pathMtu, LARGEST);
        linkMtu = Math.min(linkMtu, LARGEST);
    }

    /** @throws IOException where there is no way to it, or a policy blocks it (EPERM) */
    public static Route to(InetSocketAddress host) throws IOException {
        return Linux.missing().isEmpty() ? ofKernel(host) : onLink(from(host));
    }

    /** The address that packets leave from. */
    static InetAddress from(InetSocketAddress host) throws IOException {
        try (var probe = DatagramChannel.open()) {
            probe.connect(host);
            return ((InetSocketAddress) probe.getLocalAddress()).getAddress();
        }
    }

    /** As far as Java knows: the path is the link. */
    static Route onLink(InetAddress local) throws SocketException {
        NetworkInterface device = NetworkInterface.getByInetAddress(local);
        if (device == null) return new Route(local, "", false, LARGEST, UNKNOWN);
        return new Route(local, device.getName(), device.isPointToPoint(), device.getMTU(), device.getMTU());
    }

    private static Route ofKernel(InetSocketAddress host) throws IOException {
        boolean v4 = host.getAddress() instanceof Inet4Address;
        int fd = Sockets.datagram(v4 ? SocketAddress.AF_INET : SocketAddress.AF_INET6);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SocketAddress.SIZE, 8);
            byte[] octets = host.getAddress().getAddress();
            int scope = host.getAddress() instanceof Inet6Address v6 ? v6.getScopeId() : 0;
            int length = SocketAddress.write(
                    address,
                    v4 ? SocketAddress.AF_INET : SocketAddress.AF_INET6,
                    SocketAddress.highOf(octets),
                    SocketAddress.lowOf(octets),
                    host.getPort(),
                    scope);
            Sockets.connect(fd, address, length);
            Sockets.localAddress(fd, address);
            InetAddress local = InetAddress.getByAddress(
                    SocketAddress.octets(SocketAddress.high(address), SocketAddress.low(address)));
            int mtu = v4
                    ? Sockets.option(fd, Sockets.IPPROTO_IP, Sockets.IP_MTU)
                    : Sockets.option(fd, Sockets.IPPROTO_IPV6, Sockets.IPV6_MTU);
            Device device = Device.towards(host.getAddress());
            int link = device.tunnel() ? linkMtu(local) : device.mtu();
            return new Route(local, device.name(), device.tunnel(), mtu, link);
        } finally {
            Sockets.close(fd);
        }
    }

    private static int linkMtu(InetAddress local) throws SocketException {
        NetworkInterface device = NetworkInterface.getByInetAddress(local);
        return device == null ? UNKNOWN : device.getMTU();
    }
}
