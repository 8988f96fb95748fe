package org.waywiser.net.udp;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import org.waywiser.net.linux.Sockets;
import org.waywiser.net.linux.SystemCallException;

/** What the kernel keeps of what has arrived, while a thread is kept waiting. */
final class ReceiveBuffer {
    private static final Logger LOG = System.getLogger(ReceiveBuffer.class.getName());
    private static final AtomicBoolean TOLD = new AtomicBoolean();

    /** Room for some 40,000 short packets, as a thread may be kept waiting for seconds; nothing is used before they come. */
    private static final int WANTED = 16 << 20;

    private static final int LEAST = 1 << 16;

    private ReceiveBuffer() {}

    static void enlarge(int socket) throws IOException {
        try {
            Sockets.option(socket, Sockets.SOL_SOCKET, Sockets.SO_RCVBUFFORCE, WANTED);
        } catch (SystemCallException e) {
            // Without CAP_NET_ADMIN the kernel gives what its limit allows.
            Sockets.option(socket, Sockets.SOL_SOCKET, Sockets.SO_RCVBUF, WANTED);
        }
    }

    /** Of a channel: as much as the system's limit allows, or, where it refuses what is more, half of it and so on. */
    static void enlarge(DatagramChannel channel) {
        for (int octets = WANTED; octets >= LEAST; octets /= 2) {
            try {
                channel.setOption(StandardSocketOptions.SO_RCVBUF, octets);
                return;
            } catch (IOException e) {
                // it has a default
            }
        }
    }

    /** Without the half that the kernel adds for its own needs, and tells. socket(7). */
    static int octets(int socket) throws IOException {
        return Sockets.option(socket, Sockets.SOL_SOCKET, Sockets.SO_RCVBUF) / 2;
    }

    /** Says once that a socket of a server has less room than it should. */
    static void warn(UdpSocket socket) throws IOException {
        int got = socket.receiveBuffer();
        if (got >= WANTED || TOLD.getAndSet(true)) return;
        LOG.log(Level.WARNING, capped(got, socket instanceof LinuxUdpSocket));
    }

    /** @param forcible whether a privilege is of help */
    static String capped(int octets, boolean forcible) {
        return "the kernel keeps %d KiB for each UDP socket, not %d: bursts may be lost; more with sysctl net.core.rmem_max=%d%s"
                .formatted(octets >> 10, WANTED >> 10, WANTED, forcible ? " or CAP_NET_ADMIN" : "");
    }
}
