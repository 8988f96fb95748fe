package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waywiser.net.clock.WallClock;
import org.waywiser.net.tcp.ControlConnection;
import org.waywiser.net.udp.OneWaySenderRun;
import org.waywiser.net.udp.UdpSocket;
import org.waywiser.node.store.SessionStore;
import org.waywiser.protocol.control.ClientEffect;
import org.waywiser.protocol.control.ClientInput;
import org.waywiser.protocol.control.ControlClient;
import org.waywiser.protocol.control.Profile;
import org.waywiser.protocol.probe.OneWayConfig;
import org.waywiser.protocol.probe.OneWaySender;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.protocol.schedule.SendSchedule;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.FetchSession;
import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.OwampStopSessions.Description;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.SkipRange;
import org.waywiser.wire.control.Slot;
import org.waywiser.wire.control.TypeP;

@Tag("net")
@Rfc(value = 4656, section = "3")
class OwampServerTest {
    private static final Sid OURS = new Sid(Octets.hex("7f000001000000000000000000000009"));

    /** No longer than a busy machine needs: the records of the last Timeout are not kept. RFC 4656 §3.8. */
    private static final long TIMEOUT = NtpTimestamp.interval(2_000_000_000L);

    @TempDir
    private Path folder;

    private OwampServer server;
    private ClientConnection client;

    @BeforeEach
    void connect() throws Exception {
        server = OwampServer.start(Plans.server(null, null), SessionStore.open(folder), new SecureRandom());
        client = new ClientConnection(
                ControlConnection.connect(server.controlAddress(), null, 0, Duration.ofSeconds(10)),
                ControlClient.owamp(Profile.RFC7717, 32_768, new SecureRandom(), System.nanoTime()));
        next(ClientEffect.Greeted.class);
        client.tell(new ClientInput.ChooseOpen(Modes.NONE));
        next(ClientEffect.Established.class);
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        server.close();
    }

    @Test
    @Rfc(value = 4656, section = "3.9")
    void storesWhatItReceivesAndGivesItBack() throws Exception {
        UdpSocket socket = socket();
        RequestSession request =
                request(false, true, Sid.NONE, socket.localAddress().getPort(), 0, 0);
        var accepted = ask(request);
        start();
        send(request.withSid(accepted.sid()), socket, accepted.port(), 0);
        // The Server says so by itself when all is received, or lost. RFC 4656 §3.8.
        assertThat(next(ClientEffect.OneWay.Ended.class).sent()).isEmpty();
        client.tell(new ClientInput.OneWay.End(Accept.OK, List.of(new Description(accepted.sid(), 20, List.of()))));

        client.tell(new ClientInput.OneWay.Fetch(FetchSession.complete(accepted.sid())));
        var fetching = next(ClientEffect.OneWay.Fetching.class);
        assertThat(fetching.ack().finished()).isEqualTo(1);
        assertThat(fetching.ack().nextSequenceNumber()).isEqualTo(20);
        assertThat(fetching.request().receiverPort()).isEqualTo(accepted.port());
        List<FetchedRecord> records = records();
        assertThat(records).hasSize(20).noneMatch(FetchedRecord::lost);
        assertThat(records).allSatisfy(record -> assertThat(record.ttl()).isEqualTo(255));

        client.tell(new ClientInput.OneWay.Fetch(new FetchSession(5, 7, accepted.sid())));
        next(ClientEffect.OneWay.Fetching.class);
        assertThat(records()).extracting(FetchedRecord::sequenceNumber).containsExactlyInAnyOrder(5L, 6L, 7L);
    }

    @Test
    @Rfc(value = 4656, section = "4.2")
    void recordsWhatIsLostAndWhatWasSkipped() throws Exception {
        UdpSocket socket = socket();
        RequestSession request =
                request(false, true, Sid.NONE, socket.localAddress().getPort(), 0, 0);
        var accepted = ask(request);
        start();
        socket.close();
        next(ClientEffect.OneWay.Ended.class);
        var skipped = List.of(new SkipRange(3, 4));
        client.tell(new ClientInput.OneWay.End(Accept.OK, List.of(new Description(accepted.sid(), 18, skipped))));

        client.tell(new ClientInput.OneWay.Fetch(FetchSession.complete(accepted.sid())));
        assertThat(next(ClientEffect.OneWay.Fetching.class).skipped()).isEqualTo(skipped);
        assertThat(records()).hasSize(16).allMatch(FetchedRecord::lost);
    }

    @Test
    void sendsWhatItIsAskedToSend() throws Exception {
        UdpSocket socket = socket();
        ask(request(true, false, OURS, 0, socket.localAddress().getPort(), 0));
        start();

        var ended = next(ClientEffect.OneWay.Ended.class);
        assertThat(ended.sent()).containsExactly(new Description(OURS, 20, List.of()));
        var batch = socket.newBatch(32);
        assertThat(socket.receive(batch)).isEqualTo(20);
        client.tell(new ClientInput.OneWay.End(Accept.OK, List.of()));
        socket.close();
    }

    @Test
    @Rfc(value = 4656, section = "3.8")
    void stopsSendingWhenItIsTold() throws Exception {
        UdpSocket socket = socket();
        ask(request(true, false, OURS, 0, socket.localAddress().getPort(), 3_600));
        start();
        client.tell(new ClientInput.OneWay.End(Accept.OK, List.of()));

        assertThat(next(ClientEffect.OneWay.Ended.class).sent()).containsExactly(new Description(OURS, 0, List.of()));
        socket.close();
    }

    @Test
    @Rfc(value = 4656, section = "3.8")
    void keepsWhatCameBeforeTheConnectionBroke() throws Exception {
        UdpSocket socket = socket();
        RequestSession request =
                request(false, true, Sid.NONE, socket.localAddress().getPort(), 0, 0);
        var accepted = ask(request);
        start();
        send(request.withSid(accepted.sid()), socket, accepted.port(), 0);
        next(ClientEffect.OneWay.Ended.class);
        client.close();
        Eventually.holds(() -> server.sessions() == 0, () -> server.sessions() + " sessions gone");

        connect();
        client.tell(new ClientInput.OneWay.Fetch(FetchSession.complete(accepted.sid())));
        next(ClientEffect.OneWay.FetchRefused.class);
        client.tell(new ClientInput.OneWay.Fetch(new FetchSession(0, 1_000, accepted.sid())));
        assertThat(next(ClientEffect.OneWay.Fetching.class).ack().finished()).isZero();
        assertThat(records()).hasSize(20);
    }

    @Test
    void leavesNothingOfASessionThatNeverStarted() throws Exception {
        ask(request(false, true, Sid.NONE, 20_000, 0, 0));
        client.close();
        Eventually.holds(() -> server.sessions() == 0, () -> server.sessions() + " sessions gone");

        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void measuresBetweenTwoAddressesOfItsOwn() throws Exception {
        var accepted = ask(request(true, true, Sid.NONE, 0, 0, 0));
        start();
        assertThat(next(ClientEffect.OneWay.Ended.class).sent())
                .containsExactly(new Description(accepted.sid(), 20, List.of()));
        client.tell(new ClientInput.OneWay.End(Accept.OK, List.of()));

        client.tell(new ClientInput.OneWay.Fetch(FetchSession.complete(accepted.sid())));
        next(ClientEffect.OneWay.Fetching.class);
        assertThat(records()).hasSize(20).noneMatch(FetchedRecord::lost);
    }

    @Test
    @Rfc(value = 4656, section = "6.2")
    void sendsNothingToThirdParties() throws Exception {
        var elsewhere = Octets.of((byte) 192, (byte) 0, (byte) 2, (byte) 1);
        var request = request(true, false, OURS, 0, 20_000, 0);
        client.tell(new ClientInput.OneWay.Request(new RequestSession(
                4,
                true,
                false,
                20,
                0,
                20_000,
                Octets.zeros(16),
                elsewhere,
                OURS,
                0,
                0,
                TIMEOUT,
                request.typeP(),
                request.slots())));

        assertThat(next(ClientEffect.SessionRefused.class).accept()).isEqualTo(Accept.FAILURE);
    }

    @Test
    void refusesAScheduleThatWouldFloodIt() throws Exception {
        client.tell(new ClientInput.OneWay.Request(new RequestSession(
                4,
                true,
                false,
                1_000_000,
                0,
                20_000,
                Octets.zeros(16),
                Octets.zeros(16),
                OURS,
                0,
                0,
                TIMEOUT,
                TypeP.ofDscp(0),
                List.of(new Slot(Slot.FIXED, 0)))));

        assertThat(next(ClientEffect.SessionRefused.class).accept()).isEqualTo(Accept.PERMANENT_LIMIT);
    }

    private ClientEffect.SessionAccepted ask(RequestSession request) throws InterruptedException {
        client.tell(new ClientInput.OneWay.Request(request));
        return next(ClientEffect.SessionAccepted.class);
    }

    private void start() throws InterruptedException {
        client.tell(new ClientInput.Start());
        next(ClientEffect.Started.class);
    }

    private <T extends ClientEffect> T next(Class<T> type) throws InterruptedException {
        ClientEffect effect = client.next();
        assertThat(effect).isInstanceOf(type);
        return type.cast(effect);
    }

    private List<FetchedRecord> records() throws InterruptedException, MalformedMessage {
        var records = new ArrayList<FetchedRecord>();
        while (client.next() instanceof ClientEffect.OneWay.Records(Octets octets)) {
            var in = WireReader.of(octets);
            while (in.remaining() > 0) records.add(FetchedRecord.read(in));
        }
        return records;
    }

    private void send(RequestSession request, UdpSocket socket, int port, int dscp) {
        var config = new OneWayConfig(
                ProbeMode.OPEN,
                null,
                new SendSchedule(request.slots()),
                request.sid(),
                request.packets(),
                request.startTimeNtp(),
                request.timeoutNtp());
        var session = new OneWaySender(config, 0, false, WallClock.system(), new SplittableRandom(1));
        OneWaySenderRun.start(socket, new InetSocketAddress(Plans.LOOPBACK, port), session, dscp)
                .sent()
                .join();
    }

    private static UdpSocket socket() throws IOException {
        return UdpSocket.open(new InetSocketAddress(Plans.LOOPBACK, 0));
    }

    private static RequestSession request(
            boolean confSender, boolean confReceiver, Sid sid, int senderPort, int receiverPort, long inSeconds) {
        return new RequestSession(
                4,
                confSender,
                confReceiver,
                20,
                senderPort,
                receiverPort,
                Octets.zeros(16),
                Octets.zeros(16),
                sid,
                0,
                WallClock.system().ntp() + (inSeconds << 32),
                TIMEOUT,
                TypeP.ofDscp(0),
                List.of(new Slot(Slot.EXPONENTIAL, NtpTimestamp.interval(1_000_000))));
    }
}
