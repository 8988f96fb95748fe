package org.waywiser.net.udp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * UDP ports for messages of any size, served by one thread: each comes with the address it was sent to, and leaves from the address
 * that is asked for. {@link #wakeUp} may be called by any thread.
 */
public final class UdpPorts implements AutoCloseable {
    /** Takes one message. */
    public interface Receiver {
        void received(byte[] octets, InetSocketAddress from, InetSocketAddress to);
    }

    private record Port(PortSocket socket, DatagramBatch incoming, DatagramBatch outgoing) {}

    private final List<Port> ports;
    private final PortsWait wait;

    private UdpPorts(List<Port> ports, PortsWait wait) {
        this.ports = ports;
        this.wait = wait;
    }

    /**
     * Opens all or none.
     *
     * @param local port 0 for any free one; the IPv6 wildcard hears IPv4 too
     * @throws IOException if an address or port is taken, not ours, or needs a privilege: a SystemCallException of Linux
     */
    public static UdpPorts open(List<InetSocketAddress> local) throws IOException {
        var ports = new ArrayList<Port>();
        try {
            for (var address : local) {
                var socket = FastPath.here()
                        .open(
                                () -> LinuxUdpSocket.openForMessages(address),
                                () -> ChannelUdpSocket.openForMessages(address));
                ports.add(new Port(socket, socket.newBatch(1), socket.newBatch(1)));
            }
            return new UdpPorts(
                    List.copyOf(ports),
                    PortsWait.on(ports.stream().map(Port::socket).toList()));
        } catch (IOException | RuntimeException e) {
            ports.forEach(port -> port.socket().close());
            throw e;
        }
    }

    /** What they are bound to, with the ports that were chosen. */
    public List<InetSocketAddress> localAddresses() {
        return ports.stream().map(port -> port.socket().localAddress()).toList();
    }

    /**
     * Hands over what has arrived, without waiting.
     *
     * @param most messages of each port
     */
    public void receive(int most, Receiver receiver) throws IOException {
        for (var port : ports) {
            for (int i = 0; i < most && port.socket().receive(port.incoming()) == 1; i++) {
                var datagram = port.incoming().at(0);
                byte[] octets = datagram.payload().asSlice(0, datagram.length()).toArray(JAVA_BYTE);
                receiver.received(
                        octets,
                        datagram.peer(),
                        destination(datagram, port.socket().localAddress()));
            }
        }
    }

    /** What is not known is the address that an answer would leave from. */
    private static InetSocketAddress destination(Datagram datagram, InetSocketAddress bound) throws IOException {
        Optional<InetAddress> told = datagram.local();
        if (told.isPresent()) return new InetSocketAddress(told.get(), bound.getPort());
        return bound.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(Route.from(datagram.peer()), bound.getPort())
                : bound;
    }

    /**
     * Sends a message, without waiting.
     *
     * @param from a local address and one of the ports
     * @throws IOException if the kernel does not take it, or no such port is open
     */
    public void send(byte[] octets, InetSocketAddress from, InetSocketAddress to) throws IOException {
        var port = from(from);
        var datagram = port.outgoing().at(0);
        MemorySegment.copy(octets, 0, datagram.payload(), JAVA_BYTE, 0, octets.length);
        datagram.length(octets.length);
        datagram.peer(to);
        if (port.socket().localAddress().getAddress().isAnyLocalAddress()
                && !from.getAddress().isAnyLocalAddress()) {
            datagram.local(from.getAddress());
        }
        port.socket().sendFirst(port.outgoing());
    }

    private Port from(InetSocketAddress address) throws IOException {
        for (var port : ports) if (port.socket().localAddress().equals(address)) return port;
        for (var port : ports) {
            var bound = port.socket().localAddress();
            if (bound.getAddress().isAnyLocalAddress() && bound.getPort() == address.getPort()) return port;
        }
        throw new IOException("no socket is bound to " + address);
    }

    /**
     * The address that a message to that peer is best sent from: what the kernel would take, with a port of ours, if that is open; else the
     * first that is open for addresses of its family.
     *
     * @throws IOException if there is no way to the peer, or none from here
     */
    public InetSocketAddress towards(InetSocketAddress peer) throws IOException {
        InetAddress likely = Route.from(peer);
        var bound = localAddresses();
        for (var own : bound) if (own.getAddress().equals(likely)) return own;
        for (var own : bound) {
            if (own.getAddress().isAnyLocalAddress() && own.getAddress() instanceof Inet6Address
                    || own.getAddress().isAnyLocalAddress() && sameFamily(own, peer)) {
                return new InetSocketAddress(likely, own.getPort());
            }
        }
        for (var own : bound) if (sameFamily(own, peer)) return own;
        throw new IOException(
                "no address is open here that reaches " + peer.getAddress().getHostAddress());
    }

    private static boolean sameFamily(InetSocketAddress one, InetSocketAddress other) {
        return one.getAddress() instanceof Inet6Address == other.getAddress() instanceof Inet6Address;
    }

    /**
     * Sleeps until a message is there, {@link #wakeUp} was called, or the time is over.
     *
     * @param nanos for ever if Long.MAX_VALUE
     */
    public void await(long nanos) throws IOException {
        wait.await(nanos);
    }

    /** Ends {@link #await}, the current or else the next one; any thread, also after all was closed. */
    public void wakeUp() {
        wait.wakeUp();
    }

    @Override
    public void close() {
        ports.forEach(port -> port.socket().close());
        wait.close();
    }
}
