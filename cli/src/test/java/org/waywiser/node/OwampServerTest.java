package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waywiser.net.udp.UdpSocket;
import org.waywiser.node.store.SessionStore;
import org.waywiser.protocol.control.ClientEffect;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.FetchSession;
import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.control.OwampStopSessions.Description;
import org.waywiser.wire.control.SkipRange;
import org.waywiser.wire.control.Slot;

@Tag("net")
@Timeout(60)
@Rfc(value = 4656, section = "3")
class OwampServerTest {
    @TempDir
    private Path folder;

    private OwampServer server;
    private OneWayPeer client;
    private UdpSocket socket;

    @BeforeEach
    void connect() throws Exception {
        server = OwampServer.start(Plans.server(null, null), SessionStore.open(folder), new SecureRandom());
        client = new OneWayPeer(server.controlAddress());
        socket = OneWayPeer.socket();
    }

    @AfterEach
    void close() throws Exception {
        socket.close();
        client.close();
        server.close();
    }

    @Test
    @Rfc(value = 4656, section = "3.9")
    void storesWhatItReceivesAndGivesItBack() throws Exception {
        ClientEffect.SessionAccepted accepted = sendAll();
        // The Server says so by itself when all is received, or lost. RFC 4656 §3.8.
        assertThat(client.next(ClientEffect.OneWay.Ended.class).sent()).isEmpty();
        client.end(new Description(accepted.sid(), 20, List.of()));

        var fetching = client.fetch(accepted.sid());
        assertThat(fetching.ack().finished()).isEqualTo(1);
        assertThat(fetching.ack().nextSequenceNumber()).isEqualTo(20);
        assertThat(fetching.request().receiverPort()).isEqualTo(accepted.port());
        List<FetchedRecord> records = client.records();
        assertThat(records).hasSize(20).noneMatch(FetchedRecord::lost);
        assertThat(records).allSatisfy(record -> assertThat(record.ttl()).isEqualTo(255));

        client.fetch(new FetchSession(5, 7, accepted.sid()));
        assertThat(client.records()).extracting(FetchedRecord::sequenceNumber).containsExactlyInAnyOrder(5L, 6L, 7L);
    }

    @Test
    @Rfc(value = 4656, section = "4.2")
    void recordsWhatIsLostAndWhatWasSkipped() throws Exception {
        var accepted = client.ask(OneWayPeer.toServer(socket));
        client.start();
        client.next(ClientEffect.OneWay.Ended.class);
        var skipped = List.of(new SkipRange(3, 4));
        client.end(new Description(accepted.sid(), 18, skipped));

        assertThat(client.fetch(accepted.sid()).skipped()).isEqualTo(skipped);
        assertThat(client.records()).hasSize(16).allMatch(FetchedRecord::lost);
    }

    @Test
    void sendsWhatItIsAskedToSend() throws Exception {
        client.ask(OneWayPeer.fromServer(socket));
        client.start();

        assertThat(client.next(ClientEffect.OneWay.Ended.class).sent())
                .containsExactly(new Description(OneWayPeer.OURS, 20, List.of()));
        assertThat(socket.receive(socket.newBatch(32))).isEqualTo(20);
        client.end();
    }

    @Test
    @Rfc(value = 4656, section = "3.8")
    void stopsSendingWhenItIsTold() throws Exception {
        client.ask(OneWayPeer.fromServer(20_000, wanted -> wanted.startTime += 3_600L << 32));
        client.start();
        client.end();

        assertThat(client.next(ClientEffect.OneWay.Ended.class).sent())
                .containsExactly(new Description(OneWayPeer.OURS, 0, List.of()));
    }

    @Test
    @Rfc(value = 4656, section = "3.8")
    void keepsWhatCameBeforeTheConnectionBroke() throws Exception {
        ClientEffect.SessionAccepted accepted = sendAll();
        client.next(ClientEffect.OneWay.Ended.class);
        client.close();
        Eventually.holds(() -> server.sessions() == 0, () -> server.sessions() + " sessions gone");

        client = new OneWayPeer(server.controlAddress());
        client.fetchInVain(FetchSession.complete(accepted.sid()));
        assertThat(client.fetch(new FetchSession(0, 1_000, accepted.sid()))
                        .ack()
                        .finished())
                .as("ended, but not as it should")
                .isEqualTo(2);
        assertThat(client.records()).hasSize(20);
    }

    @Test
    void leavesNothingOfASessionThatNeverStarted() throws Exception {
        client.ask(OneWayPeer.toServer(socket));
        client.close();
        Eventually.holds(() -> server.sessions() == 0, () -> server.sessions() + " sessions gone");

        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void measuresBetweenTwoAddressesOfItsOwn() throws Exception {
        var accepted = client.ask(OneWayPeer.fromServer(0, wanted -> wanted.confReceiver = true));
        client.start();
        assertThat(client.next(ClientEffect.OneWay.Ended.class).sent())
                .containsExactly(new Description(accepted.sid(), 20, List.of()));
        client.end();

        client.fetch(accepted.sid());
        assertThat(client.records()).hasSize(20).noneMatch(FetchedRecord::lost);
    }

    @Test
    @Rfc(value = 4656, section = "6.2")
    void sendsNothingToThirdParties() throws Exception {
        var elsewhere = Octets.of((byte) 192, (byte) 0, (byte) 2, (byte) 1);
        assertThat(client.askInVain(OneWayPeer.fromServer(20_000, wanted -> wanted.receiver = elsewhere)))
                .isEqualTo(Accept.FAILURE);
    }

    @Test
    void refusesAScheduleThatWouldFloodIt() throws Exception {
        assertThat(client.askInVain(OneWayPeer.fromServer(20_000, wanted -> {
                    wanted.packets = 1_000_000;
                    wanted.slots = List.of(new Slot(Slot.FIXED, 0));
                })))
                .isEqualTo(Accept.PERMANENT_LIMIT);
    }

    private ClientEffect.SessionAccepted sendAll() throws Exception {
        var request = OneWayPeer.toServer(socket);
        var accepted = client.ask(request);
        client.start();
        OneWayPeer.send(
                request.withSid(accepted.sid()), socket, new InetSocketAddress(Plans.LOOPBACK, accepted.port()));
        return accepted;
    }
}
