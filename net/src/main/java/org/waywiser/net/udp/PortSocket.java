package org.waywiser.net.udp;

import java.io.IOException;

/** A socket of either kind, as {@link UdpPorts} has several. */
sealed interface PortSocket extends UdpSocket permits LinuxUdpSocket, ChannelUdpSocket {
    /**
     * Sends the first datagram, without waiting.
     *
     * @throws IOException if it is not taken
     */
    void sendFirst(DatagramBatch batch) throws IOException;
}
