package org.waywiser.net.udp;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Optional;
import org.waywiser.net.linux.Errno;
import org.waywiser.net.linux.SystemCallException;
import org.waywiser.net.linux.XfrmBypass;
import org.waywiser.protocol.metrics.StampSource;

/**
 * A UDP socket that sends with TTL 255 and tells of each datagram its TTL, TOS, destination and time of arrival. One
 * thread uses it, but {@link #wakeUp} may be called by any. Where sockets of Linux cannot be had, it is one of Java, which can less.
 */
public interface UdpSocket extends Waiting, AutoCloseable {
    /** How a socket is opened on a port. */
    interface Opening {
        UdpSocket at(int port) throws IOException;
    }

    /**
     * Opens a socket. The IPv6 wildcard hears IPv4 too; a wildcard answers from the address it was asked on.
     *
     * @param local port 0 for any free one
     * @throws IOException if the address or port is taken, not ours, or needs a privilege: a {@link SystemCallException} of Linux
     */
    static UdpSocket open(InetSocketAddress local) throws IOException {
        return open(local, "");
    }

    /**
     * Opens a socket on one interface.
     *
     * @param networkInterface such as {@code eth0}; empty for any
     */
    static UdpSocket open(InetSocketAddress local, String networkInterface) throws IOException {
        return FastPath.here().open(() -> LinuxUdpSocket.open(local, networkInterface), () -> {
            if (networkInterface.isEmpty()) return ChannelUdpSocket.open(local);
            throw new SocketException("a socket of Java cannot be bound to an interface");
        });
    }

    /**
     * Opens a socket on the first free port of a range.
     *
     * @throws IOException if all are taken
     */
    static UdpSocket open(InetAddress local, int lowPort, int highPort, String networkInterface) throws IOException {
        return firstFree(lowPort, highPort, port -> open(new InetSocketAddress(local, port), networkInterface));
    }

    private static UdpSocket firstFree(int lowPort, int highPort, Opening opening) throws IOException {
        for (int port = lowPort; ; port++) {
            try {
                return opening.at(port);
            } catch (SystemCallException e) {
                if (e.errno() != Errno.EADDRINUSE || port >= highPort) throw e;
            } catch (BindException e) {
                if (port >= highPort) throw e; // of Java, which does not tell whether it is the port
            }
        }
    }

    /**
     * Opens a socket on the first free port of a range that bypasses IPsec in both directions, whatever policies the host has. A wildcard
     * is that of its own family only.
     *
     * @throws org.waywiser.net.linux.BypassRefused where the kernel does not let us, as without CAP_NET_ADMIN
     */
    static UdpSocket openOutsideIpsec(InetAddress local, int lowPort, int highPort) throws IOException {
        XfrmBypass.require();
        return firstFree(
                lowPort, highPort, port -> LinuxUdpSocket.openOutsideIpsec(new InetSocketAddress(local, port)));
    }

    /** Is told when a datagram left. */
    interface TransmitStamp {
        /**
         * One that {@link Datagram#wantsTransmitStamp wanted} it left.
         *
         * @param number among those that wanted it, from 0; one that could not be sent counts, but is not told of
         * @param ntp as NTP timestamp
         */
        void left(long number, long ntp, StampSource source);
    }

    /** Why sockets are those of Java, as far as is known; empty where they are those of Linux. */
    static Optional<String> hindrance() {
        return FastPath.here().hindrance();
    }

    /** The address bound to, with the port that was chosen. */
    InetSocketAddress localAddress();

    /** Talks to one peer from now on: others are not heard, and that its port is closed shows as {@link #RECEIVE_REFUSED}. */
    void connect(InetSocketAddress peer) throws IOException;

    /** Octets of the largest IP packet that goes to the connected peer in one piece, as far as is known, IPsec's share taken off. */
    int pathMtu() throws IOException;

    /** What {@link #receive} returns when the peer's host reported a closed port. */
    int RECEIVE_REFUSED = -1;

    /** Octets of what has arrived that the kernel keeps; a short packet takes several hundred. */
    int receiveBuffer() throws IOException;

    /** Places that a batch should have where much arrives at once. */
    int preferredBatch();

    /** Reusable places for datagrams of this socket, freed with it. */
    DatagramBatch newBatch(int places);

    /**
     * Takes what has arrived, without waiting.
     *
     * @return how many places were filled, or {@link #RECEIVE_REFUSED}
     */
    int receive(DatagramBatch batch) throws IOException;

    /** Datagrams lost since this was last asked, as the receive buffer was full; known once one was received that came after them. */
    long overflowed();

    /**
     * Sends the first {@code count} datagrams of a batch but those marked {@link Datagram#SKIP}, without waiting.
     *
     * @return how many the kernel did not take
     */
    int send(DatagramBatch batch, int count);

    /**
     * From now on it is told when datagrams leave that want it. {@link #readTransmitStamps} is to be called whenever something was sent or
     * {@link #await} returned, as what is not read keeps it from sleeping.
     *
     * @return false if there is nobody to tell it
     */
    default boolean turnOnTransmitStamps() {
        return false;
    }

    /** Tells what is known of datagrams that left, without waiting; costs nothing while none has. */
    default void readTransmitStamps(TransmitStamp told) throws IOException {}

    /** Ends {@link #await}, the current or else the next one; any thread, also after the socket was closed. */
    void wakeUp();

    @Override
    void close();
}
