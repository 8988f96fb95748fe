package org.waywiser.net.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Single datagrams over loopback. */
final class Loopback {
    static final long LONG = Duration.ofSeconds(20).toNanos();

    private Loopback() {}

    static InetSocketAddress address(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    static DatagramBatch send(UdpSocket from, InetSocketAddress to, int trafficClass, byte[] octets) {
        DatagramBatch batch = from.newBatch(1);
        Datagram datagram = batch.at(0);
        MemorySegment.copy(octets, 0, datagram.payload(), ValueLayout.JAVA_BYTE, 0, octets.length);
        datagram.length(octets.length);
        datagram.trafficClass(trafficClass);
        datagram.peer(to);
        assertThat(from.send(batch, 1)).isZero();
        return batch;
    }

    static Datagram receive(UdpSocket socket) throws IOException {
        DatagramBatch batch = socket.newBatch(1);
        while (socket.receive(batch) != 1) socket.await(LONG);
        return batch.at(0);
    }

    static byte[] octets(Datagram datagram) {
        return datagram.payload().asSlice(0, datagram.length()).toArray(ValueLayout.JAVA_BYTE);
    }
}
