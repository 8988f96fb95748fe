package org.waywiser.net.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.net.linux.Errno;
import org.waywiser.net.linux.Sockets;
import org.waywiser.net.linux.SystemCallException;
import org.waywiser.protocol.metrics.StampSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.NtpTimestamp;

@Tag("net")
class UdpSocketTest {
    private static final long LONG = Duration.ofSeconds(20).toNanos();

    private static InetSocketAddress address(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    private static DatagramBatch send(UdpSocket from, InetSocketAddress to, int trafficClass, byte[] octets) {
        DatagramBatch batch = from.newBatch(1);
        Datagram datagram = batch.at(0);
        MemorySegment.copy(octets, 0, datagram.payload(), ValueLayout.JAVA_BYTE, 0, octets.length);
        datagram.length(octets.length);
        datagram.trafficClass(trafficClass);
        datagram.peer(to);
        assertThat(from.send(batch, 1)).isZero();
        return batch;
    }

    private static Datagram receive(UdpSocket socket) throws IOException {
        DatagramBatch batch = socket.newBatch(1);
        while (socket.receive(batch) != 1) socket.await(LONG);
        return batch.at(0);
    }

    private static byte[] octets(Datagram datagram) {
        return datagram.payload().asSlice(0, datagram.length()).toArray(ValueLayout.JAVA_BYTE);
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
    @Rfc(value = 5357, section = "4.2.1")
    void carriesTtl255AndTosAndAStampOfTheKernel(String from, String to, String bound) throws IOException {
        try (var sender = UdpSocket.open(address(from, 0));
                var receiver = UdpSocket.open(address(bound, 0))) {
            var before = Instant.now();
            send(sender, address(to, receiver.localAddress().getPort()), 46 << 2, new byte[] {1, 2, 3});
            var datagram = receive(receiver);
            var after = Instant.now();

            assertThat(octets(datagram)).containsExactly(1, 2, 3);
            assertThat(datagram.timeToLive()).isEqualTo(255);
            assertThat(datagram.trafficClass()).isEqualTo(46 << 2);
            assertThat(datagram.stampSource()).isEqualTo(StampSource.KERNEL);
            assertThat(NtpTimestamp.toInstant(datagram.stampNtp())).isBetween(before.minusNanos(1), after.plusNanos(1));
            assertThat(datagram.peer().getPort())
                    .isEqualTo(sender.localAddress().getPort());
            assertThat(datagram.peer().getAddress()).isEqualTo(InetAddress.ofLiteral(to));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::"})
    void answersFromTheAddressItWasAskedOn(String wildcard) throws IOException {
        try (var asking = UdpSocket.open(address("127.0.0.1", 0));
                var answering = UdpSocket.open(address(wildcard, 0))) {
            var asked = address("127.0.0.23", answering.localAddress().getPort());
            send(asking, asked, 0, new byte[] {9});
            DatagramBatch batch = answering.newBatch(1);
            while (answering.receive(batch) != 1) answering.await(LONG);
            batch.at(0).trafficClass(8 << 2);
            assertThat(answering.send(batch, 1)).isZero();

            var answer = receive(asking);
            assertThat(answer.peer()).isEqualTo(asked);
            assertThat(answer.trafficClass()).isEqualTo(8 << 2);
            assertThat(answer.timeToLive()).isEqualTo(255);
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

    @ParameterizedTest(name = "{0} octets on {1}")
    @CsvSource({"41, 127.0.0.1", "41, ::1", "1400, 127.0.0.1", "9000, ::1", "33000, 127.0.0.1"})
    void sendsATrainToOnePeerWholeAndInOrderWithItsTtlAndTos(int length, String host) throws IOException {
        try (var asking = UdpSocket.open(address(host, 0));
                var other = UdpSocket.open(address(host, 0));
                var answering = UdpSocket.open(address(host, 0))) {
            DatagramBatch batch = answering.newBatch(32);
            for (int i = 0; i < 32; i++) {
                Datagram datagram = batch.at(i);
                datagram.payload().fill((byte) i);
                // a train of ten, a longer packet, another peer, and a train with another TOS
                datagram.length(i == 10 ? length + 1 : length);
                datagram.peer((i == 11 ? other : asking).localAddress());
                datagram.trafficClass(i < 20 ? 46 << 2 : 8 << 2);
            }
            assertThat(answering.send(batch, 32)).isZero();
            for (int i = 0; i < 32; i++) {
                Datagram got = receive(i == 11 ? other : asking);
                byte[] expected = new byte[i == 10 ? length + 1 : length];
                Arrays.fill(expected, (byte) i);
                assertThat(octets(got)).isEqualTo(expected);
                assertThat(got.trafficClass()).isEqualTo(i < 20 ? 46 << 2 : 8 << 2);
                assertThat(got.timeToLive()).isEqualTo(255);
                assertThat(got.stampSource()).isEqualTo(StampSource.KERNEL);
                assertThat(got.peer()).isEqualTo(answering.localAddress());
            }
        }
    }

    @Test
    void receivesWholeDatagramsWhereShorterOnesWereBeforeAndTellsOfEachWhatIsItsOwn() throws IOException {
        try (var v4 = UdpSocket.open(address("127.0.0.1", 0));
                var v6 = UdpSocket.open(address("::1", 0));
                var receiver = UdpSocket.open(address("::", 0))) {
            int port = receiver.localAddress().getPort();
            DatagramBatch batch = receiver.newBatch(3);
            for (int round = 0; round < 3; round++) {
                send(v4, address("127.0.0.9", port), 0, new byte[1]);
                send(v6, address("::1", port), 46 << 2, new byte[2_000]);
                assertThat(receiver.receive(batch)).isEqualTo(2);
                assertThat(batch.at(0).length()).isOne();
                assertThat(batch.at(0).peer()).isEqualTo(v4.localAddress());
                assertThat(batch.at(0).local()).contains(InetAddress.ofLiteral("127.0.0.9"));
                assertThat(batch.at(0).trafficClass()).isZero();
                assertThat(batch.at(1).length()).isEqualTo(2_000);
                assertThat(batch.at(1).peer()).isEqualTo(v6.localAddress());
                assertThat(batch.at(1).local()).contains(InetAddress.ofLiteral("::1"));
                assertThat(batch.at(1).trafficClass()).isEqualTo(46 << 2);
                assertThat(receiver.send(batch, 2)).isZero();
                assertThat(receive(v4).length()).isOne();
                assertThat(receive(v6).length()).isEqualTo(2_000);
            }
        }
    }

    @Test
    void tellsHowManyTheKernelHadNoRoomFor() throws IOException {
        try (var sender = UdpSocket.open(address("127.0.0.1", 0));
                var receiver = LinuxUdpSocket.open(address("127.0.0.1", 0), "")) {
            Sockets.option(receiver.descriptor(), Sockets.SOL_SOCKET, Sockets.SO_RCVBUF, 1);
            for (int i = 0; i < 100; i++) send(sender, receiver.localAddress(), 0, new byte[1]);
            DatagramBatch batch = receiver.newBatch(8);
            int kept = 0;
            for (int count = receiver.receive(batch); count > 0; count = receiver.receive(batch)) kept += count;
            assertThat(kept).isBetween(1, 99);
            send(sender, receiver.localAddress(), 0, new byte[1]);
            assertThat(receiver.receive(batch)).isOne();
            assertThat(receiver.overflowed()).isEqualTo(100 - kept);
            assertThat(receiver.overflowed()).isZero();
        }
    }

    @Test
    void saysWhatWouldGiveMoreRoom() throws IOException {
        assertThat(ReceiveBuffer.capped(212_992))
                .isEqualTo("the kernel keeps 208 KiB for each UDP socket, not 16384: bursts may be lost;"
                        + " more with sysctl net.core.rmem_max=16777216 or CAP_NET_ADMIN");
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
    void saysWhatIsWrongWithAnAddress() throws IOException {
        try (var taken = UdpSocket.open(address("127.0.0.1", 0))) {
            assertThatThrownBy(() -> UdpSocket.open(taken.localAddress()))
                    .isInstanceOf(SystemCallException.class)
                    .hasMessage("bind: Address already in use (errno 98)");
            int port = taken.localAddress().getPort();
            assertThatThrownBy(() -> UdpSocket.open(taken.localAddress().getAddress(), port, port, ""))
                    .isInstanceOf(SystemCallException.class);
        }
        assertThatThrownBy(() -> UdpSocket.open(address("192.0.2.200", 0)))
                .isInstanceOf(SystemCallException.class)
                .satisfies(e -> assertThat(((SystemCallException) e).errno()).isEqualTo(Errno.EADDRNOTAVAIL));
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

    @Test
    void opensOnAnInterfaceAndNamesOneThatIsNot() throws IOException {
        try (var socket = UdpSocket.open(address("127.0.0.1", 0), "lo")) {
            assertThat(socket.localAddress().getPort()).isPositive();
        }
        assertThatThrownBy(() -> UdpSocket.open(address("127.0.0.1", 0), "no-such-if0"))
                .isInstanceOf(SystemCallException.class)
                .hasMessageContaining("No such device");
    }
}
