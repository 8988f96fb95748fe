package org.waywiser.net.udp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Instant;
import java.util.stream.Stream;
import jdk.net.ExtendedSocketOptions;
import org.waywiser.net.linux.Messages;
import org.waywiser.protocol.metrics.StampSource;
import org.waywiser.wire.NtpTimestamp;

/**
 * {@link UdpSocket} on a channel of Java, where {@link FastPath} cannot be taken. It stamps what has arrived when it reads it. It can
 * neither set nor tell TTLs, nor tell TOS, losses, or the destination of what came to a wildcard: an answer leaves from where the system likes.
 */
final class ChannelUdpSocket implements PortSocket {
    /** Calls are made for each by itself; the fewer, the shorter the last of them waits for the others. */
    private static final int BATCH = 8;

    private static final int UNKNOWN_TTL = -1;
    private static final int UNKNOWN_CLASS = -1;

    private final DatagramChannel channel;
    private final InetSocketAddress localAddress;
    private final ChannelWait wait = new ChannelWait();
    private int trafficClass;
    private boolean refused;

    private ChannelUdpSocket(DatagramChannel channel) throws IOException {
        this.channel = channel;
        localAddress = (InetSocketAddress) channel.getLocalAddress();
        register(wait);
    }

    /** For test packets. */
    static ChannelUdpSocket open(InetSocketAddress local) throws IOException {
        return open(local, ReceiveBuffer::enlarge);
    }

    /** For messages, which routers may fragment. */
    static ChannelUdpSocket openForMessages(InetSocketAddress local) throws IOException {
        return open(local, channel -> {
            var option = ExtendedSocketOptions.IP_DONTFRAGMENT;
            if (channel.supportedOptions().contains(option)) channel.setOption(option, false);
        });
    }

    private interface Preparation {
        void prepare(DatagramChannel channel) throws IOException;
    }

    private static ChannelUdpSocket open(InetSocketAddress local, Preparation preparation) throws IOException {
        boolean v4 = local.getAddress() instanceof Inet4Address;
        DatagramChannel channel = v4 ? DatagramChannel.open(StandardProtocolFamily.INET) : DatagramChannel.open();
        try {
            preparation.prepare(channel);
            channel.configureBlocking(false);
            bind(channel, local);
            return new ChannelUdpSocket(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void bind(DatagramChannel channel, InetSocketAddress local) throws IOException {
        try {
            channel.bind(local);
        } catch (UnsupportedAddressTypeException e) {
            if (!local.getAddress().isAnyLocalAddress()) throw new SocketException("there is no IPv6 here");
            channel.bind(new InetSocketAddress(local.getPort()));
        }
    }

    void register(ChannelWait another) throws IOException {
        another.add(channel);
    }

    @Override
    public InetSocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public void connect(InetSocketAddress peer) throws IOException {
        channel.connect(peer);
    }

    /** That of the link. */
    @Override
    public int pathMtu() throws IOException {
        var here = (InetSocketAddress) channel.getLocalAddress();
        return Route.onLink(here.getAddress()).pathMtu();
    }

    @Override
    public int receiveBuffer() throws IOException {
        return channel.getOption(StandardSocketOptions.SO_RCVBUF);
    }

    @Override
    public int preferredBatch() {
        return BATCH;
    }

    @Override
    public DatagramBatch newBatch(int places) {
        var arena = Arena.ofAuto();
        return new DatagramBatch(Stream.generate(() -> arena.allocate(Messages.PAYLOAD))
                .limit(places)
                .toList());
    }

    @Override
    public int receive(DatagramBatch batch) throws IOException {
        if (refused) {
            refused = false;
            return RECEIVE_REFUSED;
        }
        for (int count = 0; count < batch.places(); count++) {
            Datagram datagram = batch.at(count);
            ByteBuffer room = datagram.payload().asByteBuffer();
            try {
                var from = (InetSocketAddress) channel.receive(room);
                if (from == null) return count;
                describe(datagram, from, room.position());
            } catch (PortUnreachableException e) {
                if (count == 0) return RECEIVE_REFUSED;
                refused = true;
                return count;
            }
        }
        return batch.places();
    }

    private static void describe(Datagram datagram, InetSocketAddress from, int length) {
        datagram.stampNtp = NtpTimestamp.of(Instant.now());
        datagram.stampSource = StampSource.USER;
        datagram.peer(from);
        datagram.length = length;
        datagram.truncated = false;
        datagram.timeToLive = UNKNOWN_TTL;
        datagram.trafficClass = UNKNOWN_CLASS;
    }

    @Override
    public long overflowed() {
        return 0;
    }

    @Override
    public int send(DatagramBatch batch, int count) {
        int failed = 0;
        for (int i = 0; i < count; i++) {
            Datagram datagram = batch.at(i);
            if (datagram.length != Datagram.SKIP && !sent(datagram)) failed++;
        }
        return failed;
    }

    private boolean sent(Datagram datagram) {
        try {
            return transmit(datagram);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void sendFirst(DatagramBatch batch) throws IOException {
        if (!transmit(batch.at(0))) throw new SocketException("no room to send");
    }

    /** @return false if there is no room */
    private boolean transmit(Datagram datagram) throws IOException {
        mark(Math.max(0, datagram.trafficClass));
        ByteBuffer octets = datagram.payload().asSlice(0, datagram.length).asByteBuffer();
        try {
            return transmit(octets, datagram);
        } catch (PortUnreachableException e) {
            // This is about an earlier packet; the one at hand has not left yet.
            refused = true;
            return transmit(octets, datagram);
        }
    }

    private boolean transmit(ByteBuffer octets, Datagram datagram) throws IOException {
        int length = octets.remaining();
        return (channel.isConnected() ? channel.write(octets) : channel.send(octets, datagram.peer())) == length;
    }

    private void mark(int octet) throws IOException {
        if (octet == trafficClass) return;
        channel.setOption(StandardSocketOptions.IP_TOS, octet);
        trafficClass = octet;
    }

    @Override
    public boolean stampsArrivals() {
        return false;
    }

    @Override
    public void await(long nanos) throws IOException {
        if (!refused) wait.await(nanos);
    }

    @Override
    public void wakeUp() {
        wait.wakeUp();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            wait.close();
        }
    }
}
