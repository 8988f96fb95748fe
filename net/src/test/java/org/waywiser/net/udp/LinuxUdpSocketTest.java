package org.waywiser.net.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.waywiser.net.udp.Loopback.LONG;
import static org.waywiser.net.udp.Loopback.address;
import static org.waywiser.net.udp.Loopback.octets;
import static org.waywiser.net.udp.Loopback.receive;
import static org.waywiser.net.udp.Loopback.send;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Arrays;
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

/** What only sockets of Linux can do. */
@Tag("net")
class LinuxUdpSocketTest {
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
    void opensOnAnInterfaceAndNamesOneThatIsNot() throws IOException {
        try (var socket = UdpSocket.open(address("127.0.0.1", 0), "lo")) {
            assertThat(socket.localAddress().getPort()).isPositive();
        }
        assertThatThrownBy(() -> UdpSocket.open(address("127.0.0.1", 0), "no-such-if0"))
                .isInstanceOf(SystemCallException.class)
                .hasMessageContaining("No such device");
    }
}
