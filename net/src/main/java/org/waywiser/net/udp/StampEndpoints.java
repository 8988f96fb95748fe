package org.waywiser.net.udp;

import org.waywiser.net.linux.SocketAddress;
import org.waywiser.protocol.stamp.PacketEndpoints;
import org.waywiser.wire.Octets;

/** Addresses and ports of the datagram being answered, read only when a packet asks for them. */
final class StampEndpoints implements PacketEndpoints {
    private final Octets boundAddress;
    private final int boundPort;
    private Datagram datagram;

    StampEndpoints(UdpSocket socket, Datagram first) {
        boundAddress = Octets.of(socket.localAddress().getAddress().getAddress());
        boundPort = socket.localAddress().getPort();
        datagram = first;
    }

    StampEndpoints of(Datagram other) {
        datagram = other;
        return this;
    }

    @Override
    public int sourcePort() {
        return datagram.peerPort;
    }

    @Override
    public int destinationPort() {
        return boundPort;
    }

    @Override
    public Octets source() {
        return Octets.of(SocketAddress.octets(datagram.peerHigh, datagram.peerLow));
    }

    @Override
    public Octets destination() {
        // A socket that is bound to an address is not told it.
        return datagram.localHigh == 0 && datagram.localLow == 0
                ? boundAddress
                : Octets.of(SocketAddress.octets(datagram.localHigh, datagram.localLow));
    }
}
