package org.waywiser.node;

import java.io.IOException;
import java.net.InetAddress;
import org.waywiser.net.udp.UdpSocket;

/**
 * The UDP port of a Session-Reflector for sessions that bypass IPsec. The client asks for it as Receiver Port.
 *
 * @param port the same at both ends
 * @param by what keeps its packets out of IPsec at this end
 */
public record BypassPort(int port, By by) {
    /** Unless told otherwise; of no range that TWAMP implementations take ports from. */
    public static final int USUAL = 8620;

    /** What keeps packets out of IPsec. */
    public enum By {
        /** A policy of the socket, which needs CAP_NET_ADMIN. */
        SOCKET,
        /** Policies of the host for that port, which need nothing of this process. */
        POLICY
    }

    UdpSocket open(InetAddress local, int firstPort, int lastPort) throws IOException {
        return switch (by) {
            case SOCKET -> UdpSocket.openOutsideIpsec(local, firstPort, lastPort);
            case POLICY -> UdpSocket.open(local, firstPort, lastPort, "");
        };
    }
}
