package org.waywiser.net.udp;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import org.waywiser.net.linux.ControlMessages;
import org.waywiser.net.linux.Errno;
import org.waywiser.net.linux.Messages;
import org.waywiser.net.linux.Polling;
import org.waywiser.net.linux.SocketAddress;
import org.waywiser.net.linux.Sockets;
import org.waywiser.net.linux.SystemCallException;
import org.waywiser.net.linux.XfrmBypass;
import org.waywiser.protocol.metrics.StampSource;
import org.waywiser.wire.NtpTimestamp;

/** {@link UdpSocket} on recvmsg, sendmsg and ppoll, one datagram a call. */
final class LinuxUdpSocket implements UdpSocket {
    /** Any UDP payload, the longest of which has 65,527 octets over IPv6. */
    private static final int PAYLOAD = 1 << 16;

    private static final int TTL = 255;

    /** Room for some 40,000 short packets, as a thread may be kept waiting for seconds; nothing is used before they come. */
    private static final int RECEIVE_BUFFER = 16 << 20;

    private static final long ALIGNMENT = 64;

    private final int socket;
    private final int eventfd;
    private final short family;
    private final InetSocketAddress localAddress;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment polling;
    private final MemorySegment one;
    private final MemorySegment received;
    private final MemorySegment receivedName;
    private final ControlMessages receivedControl;
    private final MemorySegment sent;
    private final MemorySegment sentName;
    private final ControlMessages sentControl;
    private boolean connected;
    private boolean refused;
    private boolean open = true;

    private LinuxUdpSocket(int socket, int eventfd, short family, InetSocketAddress localAddress) {
        this.socket = socket;
        this.eventfd = eventfd;
        this.family = family;
        this.localAddress = localAddress;
        polling = arena.allocate(Polling.size(1), ALIGNMENT);
        Polling.lay(polling, eventfd, socket);
        one = arena.allocateFrom(JAVA_LONG, 1);
        received = arena.allocate(Messages.SIZE, ALIGNMENT);
        receivedName = arena.allocate(SocketAddress.SIZE, ALIGNMENT);
        MemorySegment control = arena.allocate(ControlMessages.CAPACITY, ALIGNMENT);
        Messages.lay(received, receivedName, control);
        receivedControl = new ControlMessages(control);
        sent = arena.allocate(Messages.SIZE, ALIGNMENT);
        sentName = arena.allocate(SocketAddress.SIZE, ALIGNMENT);
        control = arena.allocate(ControlMessages.CAPACITY, ALIGNMENT);
        Messages.lay(sent, sentName, control);
        sentControl = new ControlMessages(control);
    }

    /** For test packets: as a receiver wants to be told all about them, and keeps many of them. */
    static LinuxUdpSocket open(InetSocketAddress local, String networkInterface) throws IOException {
        return open(local, networkInterface, true, LinuxUdpSocket::prepareForProbes);
    }

    /** For messages: of any size, so routers may fragment them, and of moderate number. */
    static LinuxUdpSocket openForMessages(InetSocketAddress local) throws IOException {
        return open(local, "", true, LinuxUdpSocket::prepareForMessages);
    }

    /** For test packets, outside IPsec. */
    static LinuxUdpSocket openOutsideIpsec(InetSocketAddress local) throws IOException {
        return open(local, "", false, (socket, family) -> {
            prepareForProbes(socket, family);
            XfrmBypass.set(socket, family);
        });
    }

    private interface Preparation {
        void prepare(int socket, short family) throws IOException;
    }

    /** @param dual whether the IPv6 wildcard hears IPv4 too */
    private static LinuxUdpSocket open(
            InetSocketAddress local, String networkInterface, boolean dual, Preparation preparation)
            throws IOException {
        InetAddress address = local.getAddress();
        short family = address instanceof Inet6Address ? SocketAddress.AF_INET6 : SocketAddress.AF_INET;
        int socket = Sockets.datagram(family);
        int eventfd = -1;
        try {
            preparation.prepare(socket, family);
            tellDestinations(socket, family, address.isAnyLocalAddress(), dual);
            if (!networkInterface.isEmpty()) {
                Sockets.option(socket, Sockets.SOL_SOCKET, Sockets.SO_BINDTODEVICE, networkInterface);
            }
            InetSocketAddress bound = bind(socket, family, local);
            eventfd = Polling.eventfd();
            return new LinuxUdpSocket(socket, eventfd, family, bound);
        } catch (IOException | RuntimeException e) {
            Sockets.close(socket);
            if (eventfd >= 0) Sockets.close(eventfd);
            throw e;
        }
    }

    private static void prepareForProbes(int socket, short family) throws IOException {
        Sockets.option(socket, Sockets.SOL_SOCKET, Sockets.SO_TIMESTAMPNS, 1);
        try {
            Sockets.option(socket, Sockets.SOL_SOCKET, Sockets.SO_RCVBUFFORCE, RECEIVE_BUFFER);
        } catch (SystemCallException e) {
            // Without CAP_NET_ADMIN the kernel gives what its limit allows.
            Sockets.option(socket, Sockets.SOL_SOCKET, Sockets.SO_RCVBUF, RECEIVE_BUFFER);
        }
        // A dual-stack socket handles IPv4 datagrams too, so the options of IPv4 are set on either family.
        Sockets.option(socket, Sockets.IPPROTO_IP, Sockets.IP_TTL, TTL);
        Sockets.option(socket, Sockets.IPPROTO_IP, Sockets.IP_RECVTTL, 1);
        Sockets.option(socket, Sockets.IPPROTO_IP, Sockets.IP_RECVTOS, 1);
        if (family == SocketAddress.AF_INET) return;
        Sockets.option(socket, Sockets.IPPROTO_IPV6, Sockets.IPV6_UNICAST_HOPS, TTL);
        Sockets.option(socket, Sockets.IPPROTO_IPV6, Sockets.IPV6_RECVHOPLIMIT, 1);
        Sockets.option(socket, Sockets.IPPROTO_IPV6, Sockets.IPV6_RECVTCLASS, 1);
    }

    private static void prepareForMessages(int socket, short family) throws IOException {
        // no Don't Fragment bit: a router would drop what is too long, and the sender might never hear of it
        Sockets.option(socket, Sockets.IPPROTO_IP, Sockets.IP_MTU_DISCOVER, Sockets.IP_PMTUDISC_DONT);
        if (family == SocketAddress.AF_INET) return;
        Sockets.option(socket, Sockets.IPPROTO_IPV6, Sockets.IPV6_MTU_DISCOVER, Sockets.IPV6_PMTUDISC_DONT);
    }

    private static void tellDestinations(int socket, short family, boolean wildcard, boolean dual) throws IOException {
        if (wildcard) Sockets.option(socket, Sockets.IPPROTO_IP, Sockets.IP_PKTINFO, 1);
        if (family == SocketAddress.AF_INET) return;
        Sockets.option(socket, Sockets.IPPROTO_IPV6, Sockets.IPV6_V6ONLY, wildcard && dual ? 0 : 1);
        if (wildcard) Sockets.option(socket, Sockets.IPPROTO_IPV6, Sockets.IPV6_RECVPKTINFO, 1);
    }

    private static InetSocketAddress bind(int socket, short family, InetSocketAddress local) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(SocketAddress.SIZE, ALIGNMENT);
            Sockets.bind(socket, name, write(name, family, local));
            Sockets.localAddress(socket, name);
            return new InetSocketAddress(local.getAddress(), SocketAddress.port(name));
        }
    }

    private static int write(MemorySegment name, short family, InetSocketAddress address) {
        byte[] octets = address.getAddress().getAddress();
        return SocketAddress.write(
                name,
                family,
                SocketAddress.highOf(octets),
                SocketAddress.lowOf(octets),
                address.getPort(),
                Source.scope(address.getAddress()));
    }

    int descriptor() {
        return socket;
    }

    @Override
    public InetSocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public void connect(InetSocketAddress peer) throws IOException {
        Sockets.connect(socket, sentName, write(sentName, family, peer));
        connected = true;
    }

    @Override
    public int pathMtu() throws IOException {
        return family == SocketAddress.AF_INET
                ? Sockets.option(socket, Sockets.IPPROTO_IP, Sockets.IP_MTU)
                : Sockets.option(socket, Sockets.IPPROTO_IPV6, Sockets.IPV6_MTU);
    }

    @Override
    public int preferredBatch() {
        return 1;
    }

    @Override
    public DatagramBatch newBatch(int places) {
        var datagrams = new ArrayList<Datagram>(places);
        for (int i = 0; i < places; i++) datagrams.add(new Datagram(arena.allocate(PAYLOAD, ALIGNMENT)));
        return new DatagramBatch(datagrams);
    }

    @Override
    public int receive(DatagramBatch batch) throws IOException {
        if (refused) {
            refused = false;
            return RECEIVE_REFUSED;
        }
        for (int filled = 0; filled < batch.places(); filled++) {
            Datagram datagram = batch.at(filled);
            Messages.payload(received, datagram.payload());
            int length = Messages.receive(socket, received, SocketAddress.SIZE, ControlMessages.CAPACITY);
            if (length < 0) {
                if (filled > 0 || length == -Errno.EAGAIN) return filled;
                if (length == -Errno.ECONNREFUSED) return RECEIVE_REFUSED;
                throw Messages.failure("recvmsg", length);
            }
            describe(datagram, length);
        }
        return batch.places();
    }

    private void describe(Datagram datagram, int length) {
        datagram.length = length;
        datagram.truncated = Messages.truncated(received);
        datagram.peerHigh = SocketAddress.high(receivedName);
        datagram.peerLow = SocketAddress.low(receivedName);
        datagram.peerPort = SocketAddress.port(receivedName);
        datagram.peerScope = SocketAddress.scope(receivedName);
        receivedControl.parse(Messages.controlLength(received));
        datagram.timeToLive = receivedControl.timeToLive();
        datagram.trafficClass = receivedControl.trafficClass();
        datagram.localHigh = receivedControl.localHigh();
        datagram.localLow = receivedControl.localLow();
        datagram.localInterface = receivedControl.localInterface();
        if (receivedControl.stamped()) {
            datagram.stampNtp = NtpTimestamp.ofUnix(receivedControl.stampSeconds(), receivedControl.stampNanos());
            datagram.stampSource = StampSource.KERNEL;
        } else {
            datagram.stampNtp = NtpTimestamp.of(Instant.now());
            datagram.stampSource = StampSource.USER;
        }
    }

    @Override
    public int send(DatagramBatch batch, int count) {
        int failed = 0;
        for (int i = 0; i < count; i++) {
            Datagram datagram = batch.at(i);
            if (datagram.length != Datagram.SKIP && transmit(datagram) != 0) failed++;
        }
        return failed;
    }

    /** Sends one datagram: 0, or a negated errno. */
    int transmit(Datagram datagram) {
        Messages.payload(sent, datagram.payload());
        Messages.payloadLength(sent, datagram.length);
        boolean v4 = SocketAddress.mapped(datagram.peerHigh, datagram.peerLow);
        if (connected) {
            v4 = family == SocketAddress.AF_INET;
            Messages.name(sent, MemorySegment.NULL, 0);
        } else {
            int length = SocketAddress.write(
                    sentName, family, datagram.peerHigh, datagram.peerLow, datagram.peerPort, datagram.peerScope);
            Messages.name(sent, sentName, length);
        }
        Messages.controlLength(sent, writeControl(datagram, v4));
        int result = Messages.send(socket, sent);
        if (result == -Errno.ECONNREFUSED) {
            // This is about an earlier packet; the one at hand has not left yet.
            refused = true;
            result = Messages.send(socket, sent);
        }
        return result;
    }

    private long writeControl(Datagram datagram, boolean v4) {
        long at = 0;
        if (datagram.trafficClass > 0) {
            at = v4
                    ? sentControl.putInt(at, Sockets.IPPROTO_IP, Sockets.IP_TOS, datagram.trafficClass)
                    : sentControl.putInt(at, Sockets.IPPROTO_IPV6, Sockets.IPV6_TCLASS, datagram.trafficClass);
        }
        if (datagram.localHigh == 0 && datagram.localLow == 0) return at;
        if (v4) return sentControl.putSource(at, (int) datagram.localLow);
        // The interface matters, and is fixed, for a link-local address only.
        return sentControl.putSource(
                at,
                datagram.localHigh,
                datagram.localLow,
                Datagram.linkLocal(datagram.localHigh) ? datagram.localInterface : 0);
    }

    @Override
    public void await(long nanos) throws IOException {
        Polling.await(polling, 1, nanos);
    }

    @Override
    public synchronized void wakeUp() {
        if (open) Polling.raise(eventfd, one);
    }

    @Override
    public synchronized void close() {
        if (!open) return;
        open = false;
        Sockets.close(socket);
        Sockets.close(eventfd);
        arena.close();
    }
}
