package org.waywiser.net.udp;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.waywiser.net.linux.ControlMessages;
import org.waywiser.net.linux.Errno;
import org.waywiser.net.linux.Messages;
import org.waywiser.net.linux.Polling;
import org.waywiser.net.linux.SocketAddress;
import org.waywiser.net.linux.Sockets;
import org.waywiser.net.linux.XfrmBypass;
import org.waywiser.protocol.metrics.StampSource;
import org.waywiser.wire.NtpTimestamp;

/** {@link UdpSocket} on recvmmsg, sendmmsg and ppoll. */
final class LinuxUdpSocket implements PortSocket {
    /** More make it no faster; the fewer, the shorter the last of them waits between its timestamp and the kernel. */
    private static final int BATCH = 32;

    private static final int TTL = 255;

    private static final long ALIGNMENT = 64;

    private final int socket;
    private final short family;
    private final InetSocketAddress localAddress;
    private final Departures departures;
    private @Nullable StampQueue stamps;

    // Those of a set need none of these, of which there may be thousands.
    private @Nullable Arena arena;
    private volatile @Nullable Bell bell;
    private boolean rung;

    private int overflowSeen;
    private int overflowTold;
    private boolean open = true;

    /** What it takes to sleep, and to be woken. */
    private record Bell(int eventfd, MemorySegment polling, MemorySegment one) {}

    private LinuxUdpSocket(int socket, short family, InetSocketAddress localAddress) {
        this.socket = socket;
        this.family = family;
        this.localAddress = localAddress;
        departures = new Departures(socket, family);
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
        try {
            preparation.prepare(socket, family);
            tellDestinations(socket, family, address.isAnyLocalAddress(), dual);
            if (!networkInterface.isEmpty()) {
                Sockets.option(socket, Sockets.SOL_SOCKET, Sockets.SO_BINDTODEVICE, networkInterface);
            }
            return new LinuxUdpSocket(socket, family, bind(socket, family, local));
        } catch (IOException | RuntimeException e) {
            Sockets.close(socket);
            throw e;
        }
    }

    private static void prepareForProbes(int socket, short family) throws IOException {
        Sockets.option(socket, Sockets.SOL_SOCKET, Sockets.SO_TIMESTAMPNS, 1);
        Sockets.option(socket, Sockets.SOL_SOCKET, Sockets.SO_RXQ_OVFL, 1);
        ReceiveBuffer.enlarge(socket);
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
        try (Arena brief = Arena.ofConfined()) {
            MemorySegment name = brief.allocate(SocketAddress.SIZE, ALIGNMENT);
            Sockets.connect(socket, name, write(name, family, peer));
        }
        departures.connected();
    }

    @Override
    public int pathMtu() throws IOException {
        return family == SocketAddress.AF_INET
                ? Sockets.option(socket, Sockets.IPPROTO_IP, Sockets.IP_MTU)
                : Sockets.option(socket, Sockets.IPPROTO_IPV6, Sockets.IPV6_MTU);
    }

    @Override
    public int receiveBuffer() throws IOException {
        return ReceiveBuffer.octets(socket);
    }

    @Override
    public int preferredBatch() {
        return BATCH;
    }

    @Override
    public DatagramBatch newBatch(int places) {
        return new DatagramBatch(new Messages(arena(), places));
    }

    @Override
    public int receive(DatagramBatch batch) throws IOException {
        if (departures.refused()) return RECEIVE_REFUSED;
        Messages messages = batch.messages();
        int count = messages.receive(socket);
        if (count < 0) {
            if (count == -Errno.EAGAIN) {
                // Of a set nobody tells which of the two queues has woken its thread.
                if (stamps != null && bell == null) stamps.wake();
                return 0;
            }
            if (count == -Errno.ECONNREFUSED) return RECEIVE_REFUSED;
            throw Messages.failure("recvmmsg", count);
        }
        for (int i = 0; i < count; i++) describe(messages, i, batch.at(i));
        return count;
    }

    private void describe(Messages messages, int place, Datagram datagram) {
        datagram.length = messages.length(place);
        datagram.truncated = messages.truncated(place);
        MemorySegment name = messages.name(place);
        datagram.peerHigh = SocketAddress.high(name);
        datagram.peerLow = SocketAddress.low(name);
        datagram.peerPort = SocketAddress.port(name);
        datagram.peerScope = SocketAddress.scope(name);
        datagram.nameLength = messages.nameLength(place);
        datagram.wantsTransmitStamp = false;
        ControlMessages control = messages.control(place);
        control.parse(messages.controlLength(place));
        datagram.timeToLive = control.timeToLive();
        datagram.trafficClass = control.trafficClass();
        datagram.localHigh = control.localHigh();
        datagram.localLow = control.localLow();
        datagram.localInterface = control.localInterface();
        if (control.overflow() != 0) overflowSeen = control.overflow();
        if (control.stamped()) {
            datagram.stampNtp = NtpTimestamp.ofUnix(control.stampSeconds(), control.stampNanos());
            datagram.stampSource = StampSource.KERNEL;
        } else {
            datagram.stampNtp = NtpTimestamp.of(Instant.now());
            datagram.stampSource = StampSource.USER;
        }
    }

    @Override
    public long overflowed() {
        int more = overflowSeen - overflowTold;
        overflowTold = overflowSeen;
        return Integer.toUnsignedLong(more);
    }

    @Override
    public int send(DatagramBatch batch, int count) {
        return departures.send(batch, count);
    }

    @Override
    public void sendFirst(DatagramBatch batch) throws IOException {
        int result = departures.sendFirst(batch);
        if (result != 0) throw Messages.failure("sendmmsg", result);
    }

    /** Makes calls that opening does not make, to no effect. */
    void tryOut() throws IOException {
        Messages.tryOut(socket);
        await(0);
    }

    @Override
    public boolean turnOnTransmitStamps() {
        if (stamps != null) return true;
        try {
            stamps = new StampQueue(socket);
        } catch (IOException e) {
            return false; // as inside some containers
        }
        departures.stamps(stamps);
        return true;
    }

    @Override
    public void readTransmitStamps(TransmitStamp told) throws IOException {
        if (stamps != null) stamps.read(told);
    }

    private synchronized Arena arena() {
        if (arena == null) arena = Arena.ofShared();
        return arena;
    }

    @Override
    public void await(long nanos) throws IOException {
        Bell hung = bell;
        if (hung == null) hung = hangBell();
        Polling.await(hung.polling(), 1, nanos);
        if (stamps != null && Polling.error(hung.polling(), 0)) stamps.wake();
    }

    private synchronized Bell hangBell() throws IOException {
        MemorySegment polling = arena().allocate(Polling.size(1), ALIGNMENT);
        var hung = new Bell(Polling.eventfd(), polling, arena().allocateFrom(JAVA_LONG, 1));
        Polling.lay(polling, hung.eventfd(), socket);
        if (rung) Polling.raise(hung.eventfd(), hung.one());
        bell = hung;
        return hung;
    }

    @Override
    public synchronized void wakeUp() {
        if (!open) return;
        Bell hung = bell;
        if (hung == null) rung = true;
        else Polling.raise(hung.eventfd(), hung.one());
    }

    @Override
    public synchronized void close() {
        if (!open) return;
        open = false;
        Sockets.close(socket);
        Bell hung = bell;
        if (hung != null) Sockets.close(hung.eventfd());
        if (arena != null) arena.close();
    }
}
