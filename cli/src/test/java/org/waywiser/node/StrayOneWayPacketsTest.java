package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.waywiser.net.clock.WallClock;
import org.waywiser.node.store.SessionStore;
import org.waywiser.node.store.StoredSession;
import org.waywiser.protocol.probe.OneWayConfig;
import org.waywiser.protocol.probe.OneWaySender;
import org.waywiser.protocol.probe.ProbeClock;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.OwampStopSessions;
import org.waywiser.wire.control.OwampStopSessions.Description;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.StartSessions;
import org.waywiser.wire.session.Finished;

/** Test packets that do not belong to the one-way session whose port they come to: counted, and not recorded. */
@Tag("net")
@Timeout(60)
@Rfc(value = 4656, section = "4.2")
class StrayOneWayPacketsTest {
    private static final int PACKETS = 20;
    /** Of the sessions of {@link OneWayPeer}. */
    private static final double TIMEOUT_SECONDS = 2;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(ProbeMode.class)
    void areCountedAndNotRecorded(ProbeMode mode) throws Exception {
        var store = SessionStore.open(folder);
        try (var log = new NodeLog();
                var server = OwampServer.start(Plans.server(Passphrases.file(), null), store, new SecureRandom());
                var client = new RawClient(server.controlAddress());
                var sender = new DatagramSocket(0, Plans.LOOPBACK);
                var stranger = new DatagramSocket(0, Plans.LOOPBACK)) {
            if (mode == ProbeMode.OPEN) client.open();
            else client.keyed(mode == ProbeMode.AUTHENTICATED ? Modes.AUTHENTICATED : Modes.ENCRYPTED);
            RequestSession request = OneWayPeer.toServer(sender.getLocalPort(), _ -> {});
            client.send(client.sealed(request.header()));
            client.send(client.sealed(request.schedule()));
            var accepted = client.accepted();
            var port = new InetSocketAddress(Plans.LOOPBACK, accepted.port());
            var packets = new Packets(request.withSid(accepted.sid()), mode, client);
            client.send(client.sealed(new StartSessions().toByteArray()));
            assertThat(client.reply(16)[0]).isZero();

            byte[] right = packets.of(5, 0);
            byte[] flipped = right.clone();
            // With keys in the first block, else in the timestamp: some years from now.
            flipped[mode.keyed() ? 3 : 4] ^= 1;
            byte[] corrupt = right.clone();
            // The Multiplier, which no HMAC of authenticated mode covers.
            corrupt[mode.keyed() ? 25 : 13] = 0;
            send(stranger, port, right);
            send(sender, port, Arrays.copyOf(right, mode.format().senderLength() - 1));
            send(sender, port, new byte[0]);
            send(sender, port, flipped);
            if (mode != ProbeMode.ENCRYPTED) send(sender, port, corrupt);
            send(sender, port, packets.of(PACKETS, 0));
            send(sender, port, packets.of(6, -5));
            send(sender, port, packets.of(7, 5));
            for (int i = 0; i < PACKETS - 1; i++) send(sender, port, packets.of(i, 0));
            send(sender, port, right);
            // The Server has given the last one up: Stop-Sessions of its own.
            assertThat(client.reply(16)[0]).isEqualTo((byte) 3);
            // Not far from its time, nor from now.
            send(sender, port, packets.of(PACKETS - 1, -TIMEOUT_SECONDS / 2));
            var sent = new Description(accepted.sid(), PACKETS, List.of());
            client.send(client.sealed(new OwampStopSessions(Accept.OK, List.of(sent)).toByteArray()));
            Eventually.holds(() -> server.sessions() == 0, () -> "the session ended");

            StoredSession stored = store.find(accepted.sid()).orElseThrow();
            assertThat(stored.header().finished()).isEqualTo(Finished.NORMAL);
            var records = new ArrayList<FetchedRecord>();
            stored.records(records::add);
            var numbers = LongStream.concat(LongStream.range(0, PACKETS - 1), LongStream.of(5, PACKETS - 1));
            assertThat(records)
                    .extracting(FetchedRecord::sequenceNumber)
                    .containsExactlyElementsOf(numbers.boxed().toList());
            assertThat(records.getLast().lost()).isTrue();
            log.awaitLine(line -> line.contains("session " + accepted.sid() + ": test packets dropped"));
            String told = log.lines().stream()
                    .filter(line -> line.contains("test packets dropped"))
                    .findFirst()
                    .orElseThrow();
            assertThat(told).contains("1 not from", "2 shorter", "1 sequence number beyond", "1 arrived after Timeout");
            assertThat(told).contains((mode.keyed() ? 2 : 3) + " timestamp further from now");
            if (mode.keyed()) assertThat(told).contains("1 HMAC does not match");
            if (mode != ProbeMode.ENCRYPTED) assertThat(told).contains("1 Error Estimate with Multiplier zero");
        }
    }

    /** Packets of a session as its sender would make them, numbered and stamped as a test wants. */
    private static final class Packets {
        private final RequestSession request;
        private final ProbeMode mode;
        private final RawClient client;

        Packets(RequestSession request, ProbeMode mode, RawClient client) {
            this.request = request;
            this.mode = mode;
            this.client = client;
        }

        /** @param seconds that its sender's clock is ahead */
        byte[] of(int sequence, double seconds) {
            var config = OneWayConfig.of(request, mode, mode.keyed() ? client.testKeys(request.sid()) : null);
            var session = new OneWaySender(config, 0, true, new Ahead(seconds), new SplittableRandom(1));
            for (int i = 0; i < sequence; i++) session.skip();
            byte[] packet = new byte[session.packetLength()];
            session.prepare(MemorySegment.ofArray(packet));
            session.stamp(MemorySegment.ofArray(packet));
            return packet;
        }
    }

    private record Ahead(double seconds) implements ProbeClock {
        @Override
        public long ntp() {
            return WallClock.system().ntp() + (long) (seconds * (1L << 32));
        }

        @Override
        public int errorEstimate() {
            return WallClock.system().errorEstimate();
        }
    }

    private static void send(DatagramSocket from, InetSocketAddress to, byte[] octets) throws Exception {
        from.send(new DatagramPacket(octets, octets.length, to));
    }
}
