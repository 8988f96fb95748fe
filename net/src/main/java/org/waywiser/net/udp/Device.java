package org.waywiser.net.udp;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.waywiser.net.linux.Netlink;
import org.waywiser.net.linux.SocketAddress;

/**
 * A network device, by rtnetlink(7), which everybody may ask: Java knows none that has no address.
 *
 * @param name such as {@code eth0}
 * @param type of its link layer, an ARPHRD
 * @param mtu octets of the largest IP packet
 */
record Device(String name, int type, int mtu) {
    private static final int ETHERNET = 1;
    private static final int INFINIBAND = 32;
    private static final int LOOPBACK = 772;

    private static final short RTM_NEWLINK = 16;
    private static final short RTM_GETLINK = 18;
    private static final short RTM_NEWROUTE = 24;
    private static final short RTM_GETROUTE = 26;
    private static final short NLM_F_REQUEST = 1;
    private static final int HEADER = 16;
    private static final int ROUTE = 12;
    private static final int LINK = 16;
    private static final short RTA_DST = 1;
    private static final short RTA_OIF = 4;
    private static final short IFLA_IFNAME = 3;
    private static final short IFLA_MTU = 4;
    private static final int ALIGNMENT = 4;

    /** The one that packets to a host leave by. */
    static Device towards(InetAddress host) throws IOException {
        try (var netlink = Netlink.open(Netlink.NETLINK_ROUTE, 0)) {
            ByteBuffer route = ask(netlink, route(host), RTM_NEWROUTE);
            int index = route.getInt(attribute(route, HEADER + ROUTE, RTA_OIF));
            ByteBuffer link = ask(netlink, link(index), RTM_NEWLINK);
            return new Device(
                    text(link, attribute(link, HEADER + LINK, IFLA_IFNAME)),
                    Short.toUnsignedInt(link.getShort(HEADER + 2)),
                    link.getInt(attribute(link, HEADER + LINK, IFLA_MTU)));
        }
    }

    /** TUN, WireGuard, VTI, GRE and the like, which pass packets on to somewhere else: all that is no link of machines. */
    boolean tunnel() {
        return type != ETHERNET && type != INFINIBAND && type != LOOPBACK;
    }

    private static ByteBuffer ask(Netlink netlink, ByteBuffer request, short answer) throws IOException {
        byte[] octets = new byte[request.capacity()];
        request.get(0, octets);
        netlink.send(octets);
        ByteBuffer in =
                ByteBuffer.wrap(netlink.receive(Long.MAX_VALUE).orElseThrow()).order(ByteOrder.nativeOrder());
        if (in.getShort(ALIGNMENT) != answer)
            throw new IOException("the kernel does not tell by which device it sends");
        return in;
    }

    /** A {@code struct nlmsghdr}, a {@code struct rtmsg}, and attributes. */
    private static ByteBuffer route(InetAddress host) {
        byte[] destination = host.getAddress();
        int scope = host instanceof Inet6Address v6 ? v6.getScopeId() : 0;
        int length = HEADER + ROUTE + ALIGNMENT + destination.length + (scope == 0 ? 0 : 2 * ALIGNMENT);
        ByteBuffer out = request(length, RTM_GETROUTE);
        out.put((byte) (destination.length == 4 ? SocketAddress.AF_INET : SocketAddress.AF_INET6));
        out.put((byte) (8 * destination.length)).position(HEADER + ROUTE);
        out.putShort((short) (ALIGNMENT + destination.length)).putShort(RTA_DST).put(destination);
        return scope == 0
                ? out
                : out.putShort((short) (2 * ALIGNMENT)).putShort(RTA_OIF).putInt(scope);
    }

    /** A {@code struct nlmsghdr} and a {@code struct ifinfomsg}. */
    private static ByteBuffer link(int index) {
        return request(HEADER + LINK, RTM_GETLINK).putInt(HEADER + ALIGNMENT, index);
    }

    private static ByteBuffer request(int length, short type) {
        ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
        return out.putInt(length).putShort(type).putShort(NLM_F_REQUEST).putLong(0);
    }

    private static String text(ByteBuffer in, int first) {
        var text = new StringBuilder();
        for (int at = first; in.get(at) != 0; at++) text.append((char) in.get(at));
        return text.toString();
    }

    /** Where the value of one begins. */
    private static int attribute(ByteBuffer in, int first, short type) throws IOException {
        int at = first;
        while (at + ALIGNMENT <= in.limit()) {
            if (in.getShort(at + 2) == type) return at + ALIGNMENT;
            int length = Short.toUnsignedInt(in.getShort(at));
            at += Math.max(ALIGNMENT, Math.ceilDiv(length, ALIGNMENT) * ALIGNMENT);
        }
        throw new IOException("the kernel does not tell by which device it sends");
    }
}
