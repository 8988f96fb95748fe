package org.waywiser.net.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.net.clock.WallClock;
import org.waywiser.net.linux.Polling;
import org.waywiser.net.linux.Sockets;
import org.waywiser.protocol.metrics.StampSource;
import org.waywiser.wire.NtpTimestamp;

@Tag("net")
class TransmitStampsTest {
    private static final int TOO_LONG = Short.MAX_VALUE * 2;

    private record Stamp(long number, long ntp, StampSource source) {}

    private final WallClock clock = WallClock.system();

    private static InetSocketAddress address(String host) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), 0);
    }

    private static UdpSocket stamping(String host) throws IOException {
        var socket = UdpSocket.open(address(host));
        assertThat(socket.turnOnTransmitStamps()).isTrue();
        return socket;
    }

    private static DatagramBatch batch(UdpSocket from, InetSocketAddress to, int places) {
        DatagramBatch batch = from.newBatch(places);
        for (int i = 0; i < places; i++) {
            batch.at(i).length(20);
            batch.at(i).peer(to);
            batch.at(i).wantsTransmitStamp(true);
        }
        return batch;
    }

    private static List<Stamp> read(UdpSocket socket) throws IOException {
        var stamps = new ArrayList<Stamp>();
        socket.readTransmitStamps((number, ntp, source) -> stamps.add(new Stamp(number, ntp, source)));
        return stamps;
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.1", "::1, ::1", "::, 127.0.0.1", "0.0.0.0, 127.0.0.1"})
    void tellsWhenEachDatagramLeft(String from, String to) throws IOException {
        try (var sender = stamping(from);
                var receiver = UdpSocket.open(address(to))) {
            DatagramBatch batch = batch(sender, receiver.localAddress(), 32);
            long before = clock.ntp();
            assertThat(sender.send(batch, 32)).isZero();
            long after = clock.ntp();

            List<Stamp> stamps = read(sender);
            assertThat(stamps).hasSize(32);
            long last = before;
            for (int i = 0; i < stamps.size(); i++) {
                Stamp stamp = stamps.get(i);
                assertThat(stamp.number()).isEqualTo(i);
                assertThat(stamp.source()).isEqualTo(StampSource.KERNEL);
                assertThat(NtpTimestamp.nanosBetween(last, stamp.ntp())).isNotNegative();
                last = stamp.ntp();
            }
            assertThat(NtpTimestamp.nanosBetween(last, after)).isNotNegative();
            assertThat(read(sender)).isEmpty();
        }
    }

    @Test
    void tellsOfThoseAloneThatWantIt() throws IOException {
        try (var sender = stamping("127.0.0.1");
                var receiver = UdpSocket.open(address("127.0.0.1"))) {
            DatagramBatch batch = batch(sender, receiver.localAddress(), 6);
            for (int i : new int[] {0, 1, 2, 4}) batch.at(i).wantsTransmitStamp(false);
            assertThat(sender.send(batch, 6)).isZero();
            assertThat(read(sender)).extracting(Stamp::number).containsExactly(0L, 1L);
            assertThat(receiver.receive(receiver.newBatch(8))).isEqualTo(6);
        }
    }

    @Test
    void aSocketThatDoesNotWantThemGetsNone() throws IOException {
        try (var sender = UdpSocket.open(address("127.0.0.1"));
                var receiver = UdpSocket.open(address("127.0.0.1"))) {
            assertThat(sender.send(batch(sender, receiver.localAddress(), 1), 1))
                    .isZero();
            assertThat(read(sender)).isEmpty();
        }
    }

    @Test
    void nothingKeepsItFromSleepingOnceTheyAreRead() throws IOException {
        try (var sender = stamping("127.0.0.1");
                var receiver = UdpSocket.open(address("127.0.0.1"))) {
            assertThat(sender.send(batch(sender, receiver.localAddress(), 20), 20))
                    .isZero();
            assertThat(error(sender)).isTrue();
            assertThat(read(sender)).hasSize(20);
            assertThat(error(sender)).isFalse();
        }
    }

    private static boolean error(UdpSocket socket) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment polling = arena.allocate(Polling.size(1), Long.BYTES);
            int eventfd = Polling.eventfd();
            Polling.lay(polling, eventfd, ((LinuxUdpSocket) socket).descriptor());
            Polling.await(polling, 1, 0);
            Sockets.close(eventfd);
            return Polling.error(polling, 0);
        }
    }

    @Test
    void oneThatCannotBeSentDoesNotShiftTheNumbersOfOthers() throws IOException {
        try (var sender = stamping("127.0.0.1");
                var receiver = UdpSocket.open(address("127.0.0.1"))) {
            DatagramBatch batch = batch(sender, receiver.localAddress(), 4);
            batch.at(1).length(TOO_LONG);
            assertThat(sender.send(batch, 4)).isOne();
            // Of those behind it nobody knows which numbers they have.
            assertThat(read(sender)).extracting(Stamp::number).containsExactly(0L);

            batch.at(1).length(20);
            assertThat(sender.send(batch, 2)).isZero();
            assertThat(read(sender)).extracting(Stamp::number).containsExactly(4L, 5L);
        }
    }

    @Test
    void thatAPortIsClosedIsStillSeen() throws IOException {
        InetSocketAddress closed;
        try (var gone = UdpSocket.open(address("127.0.0.1"))) {
            closed = gone.localAddress();
        }
        try (var sender = stamping("127.0.0.1")) {
            sender.connect(closed);
            DatagramBatch batch = batch(sender, closed, 1);
            DatagramBatch in = sender.newBatch(1);
            long number = 0;
            for (int round = 0; round < 4; round++) {
                long before = clock.ntp();
                assertThat(sender.send(batch, 1)).isZero();
                long after = clock.ntp();
                for (Stamp stamp : read(sender)) {
                    assertThat(stamp.number()).isEqualTo(number);
                    assertThat(NtpTimestamp.nanosBetween(before, stamp.ntp())).isNotNegative();
                    assertThat(NtpTimestamp.nanosBetween(stamp.ntp(), after)).isNotNegative();
                }
                number++;
                // Every other time it is sending that would hear of it.
                if (round % 2 == 0) assertThat(sender.receive(in)).isEqualTo(UdpSocket.RECEIVE_REFUSED);
            }
        }
    }
}
