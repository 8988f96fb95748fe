package org.waywiser.net.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.waywiser.net.udp.Loopback.LONG;
import static org.waywiser.net.udp.Loopback.address;
import static org.waywiser.net.udp.Loopback.octets;
import static org.waywiser.net.udp.Loopback.receive;
import static org.waywiser.net.udp.Loopback.send;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.NtpTimestamp;

/** What sockets of Linux and of Java have in common. */
@Tag("net")
@ParameterizedClass
@EnumSource
class UdpSocketTest {
    UdpSocketTest(Kind kind) {
        kind.choose();
    }

    @AfterEach
    void byItself() {
        Kind.byItself();
    }

    @ParameterizedTest(name = "from {0} to {1}, bound to {2}")
    @CsvSource({
        "127.0.0.1, 127.0.0.1, 127.0.0.1",
        "::1, ::1, ::1",
        "0.0.0.0, 127.0.0.1, 0.0.0.0",
        "::, ::1, ::",
        "127.0.0.1, 127.0.0.1, ::",
        "::, 127.0.0.1, 127.0.0.1"
    })
    void tellsWhereADatagramCameFromAndWhenItArrived(String from, String to, String bound) throws IOException {
        try (var sender = UdpSocket.open(address(from, 0));
                var receiver = UdpSocket.open(address(bound, 0))) {
            var before = Instant.now();
            send(sender, address(to, receiver.localAddress().getPort()), 0, new byte[] {1, 2, 3});
            var datagram = receive(receiver);
            var after = Instant.now();

            assertThat(octets(datagram)).containsExactly(1, 2, 3);
            assertThat(NtpTimestamp.toInstant(datagram.stampNtp())).isBetween(before.minusNanos(1), after.plusNanos(1));
            assertThat(datagram.peer())
                    .isEqualTo(address(to, sender.localAddress().getPort()));
            assertThat(receiver.localAddress().getAddress()).isEqualTo(InetAddress.ofLiteral(bound));
            assertThat(receiver.overflowed()).isZero();
        }
    }

    @ParameterizedTest(name = "from {0} to {1}")
    @CsvSource({"127.0.0.1, 127.0.0.1", "::1, ::1", "::, ::1", "::, 127.0.0.1"})
    @Rfc(value = 5357, section = "4.1.2")
    void marksEachDatagram(String from, String to) throws IOException {
        try (var sender = UdpSocket.open(address(from, 0));
                var receiver = LinuxUdpSocket.open(address(to, 0), "")) {
            for (int octet : new int[] {46 << 2, 0, 8 << 2}) {
                send(sender, receiver.localAddress(), octet, new byte[1]);
                assertThat(receive(receiver).trafficClass()).isEqualTo(octet);
            }
        }
    }

    @Test
    void hearsOnlyThePeerOnceConnectedAndKnowsTheMtu() throws IOException {
        try (var one = UdpSocket.open(address("127.0.0.1", 0));
                var peer = UdpSocket.open(address("127.0.0.1", 0));
                var other = UdpSocket.open(address("127.0.0.1", 0))) {
            one.connect(peer.localAddress());
            send(other, one.localAddress(), 0, new byte[] {1});
            send(peer, one.localAddress(), 0, new byte[] {2});
            assertThat(octets(receive(one))).containsExactly(2);
            assertThat(one.pathMtu()).isGreaterThanOrEqualTo(1280);
        }
    }

    @Test
    void sleepsNoLongerThanIsWanted() throws IOException {
        try (var socket = UdpSocket.open(address("127.0.0.1", 0))) {
            DatagramBatch batch = socket.newBatch(1);
            for (long nanos : new long[] {0, 300_000, 3_000_000}) {
                long begin = System.nanoTime();
                for (long left = nanos; left > 0; left = nanos - (System.nanoTime() - begin)) socket.await(left);
                assertThat(socket.receive(batch)).isZero();
            }
        }
    }

    @Test
    void fillsABatchAndSendsItBackButForWhatIsSkipped() throws IOException {
        try (var asking = UdpSocket.open(address("127.0.0.1", 0));
                var answering = UdpSocket.open(address("127.0.0.1", 0))) {
            for (int i = 0; i < 5; i++) send(asking, answering.localAddress(), 0, new byte[] {(byte) i});
            DatagramBatch batch = answering.newBatch(4);
            answering.await(LONG);
            assertThat(answering.receive(batch)).isEqualTo(4);
            batch.at(1).length(Datagram.SKIP);
            assertThat(answering.send(batch, 4)).isZero();
            assertThat(octets(receive(asking))).containsExactly(0);
            assertThat(octets(receive(asking))).containsExactly(2);
            assertThat(octets(receive(asking))).containsExactly(3);
            assertThat(answering.receive(batch)).isOne();
            assertThat(answering.receive(batch)).isZero();
        }
    }

    @Test
    void sendsTheRestOfABatchWhenOneIsRefused() throws IOException {
        try (var asking = UdpSocket.open(address("127.0.0.1", 0));
                var answering = UdpSocket.open(address("127.0.0.1", 0))) {
            DatagramBatch batch = answering.newBatch(6);
            for (int i = 0; i < 6; i++) {
                batch.at(i).peer(asking.localAddress());
                batch.at(i).length(i + 1);
            }
            // Longer than any datagram over IPv4.
            batch.at(0).length(65_508);
            batch.at(3).length(65_508);
            batch.at(4).length(65_508);
            assertThat(answering.send(batch, 6)).isEqualTo(3);
            for (int length : new int[] {2, 3, 6})
                assertThat(receive(asking).length()).isEqualTo(length);
        }
    }

    @Test
    void saysWhatWouldGiveMoreRoom() throws IOException {
        assertThat(ReceiveBuffer.capped(212_992, true))
                .isEqualTo("the kernel keeps 208 KiB for each UDP socket, not 16384: bursts may be lost;"
                        + " more with sysctl net.core.rmem_max=16777216 or CAP_NET_ADMIN");
        assertThat(ReceiveBuffer.capped(212_992, false)).endsWith("rmem_max=16777216");
        try (var socket = UdpSocket.open(address("127.0.0.1", 0))) {
            assertThat(socket.receiveBuffer()).isPositive();
        }
    }

    @Test
    void carriesTheLongestDatagram() throws IOException {
        try (var sender = UdpSocket.open(address("127.0.0.1", 0));
                var receiver = UdpSocket.open(address("127.0.0.1", 0))) {
            byte[] octets = new byte[65_507];
            octets[65_506] = 7;
            send(sender, receiver.localAddress(), 0, octets);
            var datagram = receive(receiver);
            assertThat(octets(datagram)).isEqualTo(octets);
            assertThat(datagram.truncated()).isFalse();
        }
    }

    @Test
    void saysThatAPortIsClosedAndSendsOn() throws IOException {
        try (var sender = UdpSocket.open(address("127.0.0.1", 0))) {
            var closed = UdpSocket.open(address("127.0.0.1", 0));
            var peer = closed.localAddress();
            closed.close();
            sender.connect(peer);
            DatagramBatch batch = send(sender, peer, 0, new byte[] {1});
            while (sender.receive(batch) != UdpSocket.RECEIVE_REFUSED) sender.await(LONG);

            send(sender, peer, 0, new byte[] {1});
            sender.await(LONG);
            send(sender, peer, 0, new byte[] {1});
            assertThat(sender.receive(batch)).isEqualTo(UdpSocket.RECEIVE_REFUSED);
        }
    }

    @Test
    void takesTheFirstFreePortOfARange() throws IOException {
        var loopback = InetAddress.ofLiteral("127.0.0.1");
        try (var first = UdpSocket.open(loopback, 19_860, 19_960, "");
                var second = UdpSocket.open(loopback, 19_860, 19_960, "")) {
            assertThat(first.localAddress().getPort()).isBetween(19_860, 19_959);
            assertThat(second.localAddress().getPort())
                    .isBetween(first.localAddress().getPort() + 1, 19_960);
        }
    }

    @Test
    void isWokenByAnotherThread() throws Exception {
        try (var socket = UdpSocket.open(address("127.0.0.1", 0))) {
            var awake = new CountDownLatch(1);
            Thread thread = Thread.ofPlatform().start(() -> {
                try {
                    socket.await(Long.MAX_VALUE);
                    awake.countDown();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            socket.wakeUp();
            thread.join();
            assertThat(awake.getCount()).isZero();
        }
    }

    @Test
    void mayBeWokenAndClosedAfterItWasClosed() throws IOException {
        var socket = UdpSocket.open(address("127.0.0.1", 0));
        socket.close();
        socket.wakeUp();
        socket.close();
    }
}
