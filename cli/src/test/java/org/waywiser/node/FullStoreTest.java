package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waywiser.net.udp.Pacing;
import org.waywiser.node.OneWayPlan.Direction;
import org.waywiser.node.store.SessionStore;
import org.waywiser.node.store.StoreLimits;
import org.waywiser.protocol.control.ClientEffect;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.FetchSession;
import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.control.OwampStopSessions.Description;
import org.waywiser.wire.control.Slot;

/** A Server whose store has no room for all that arrives. */
@Tag("net")
@Timeout(60)
@Rfc(value = 4656, section = "6.5")
class FullStoreTest {
    private static final int HEADER = 184;
    private static final int ROOM = HEADER + 30 * FetchedRecord.LENGTH + HEADER - 1;
    private static final List<Slot> EVERY_50_MS = List.of(new Slot(Slot.FIXED, NtpTimestamp.interval(50_000_000)));

    @TempDir
    private Path folder;

    private final NodeLog log = new NodeLog();
    private OwampServer server;

    @BeforeEach
    void start() throws Exception {
        var limits = new StoreLimits(ROOM, Duration.ofDays(1));
        server = OwampServer.start(
                Plans.server(null, null),
                SessionStore.serve(folder.resolve("server"), limits, InstantSource.system()),
                new SecureRandom());
    }

    @AfterEach
    void close() throws Exception {
        server.close();
        log.close();
    }

    @Test
    @Rfc(value = 4656, section = "3.8")
    void saysSoToItsClientAndItsLogAndKeepsWhatItHas() throws Exception {
        try (var client = new OneWayPeer(server.controlAddress());
                var another = new OneWayPeer(server.controlAddress());
                var socket = OneWayPeer.socket()) {
            var request = OneWayPeer.toServer(socket.localAddress().getPort(), wanted -> {
                wanted.packets = 200;
                wanted.slots = EVERY_50_MS;
            });
            var accepted = client.ask(request);
            client.start();
            var sending = OneWayPeer.sending(
                    request.withSid(accepted.sid()), socket, new InetSocketAddress(Plans.LOOPBACK, accepted.port()));

            assertThat(client.next(ClientEffect.OneWay.Ended.class).accept()).isEqualTo(Accept.TEMPORARY_LIMIT);
            assertThat(sending.sent()).as("it did not wait for the end").isNotDone();
            sending.stop();
            sending.sent().join();
            log.awaitLine(line -> line.contains("is not stored as it should be: the quota of " + ROOM));
            client.end(new Description(accepted.sid(), 200, List.of()));

            assertThat(client.fetchInVain(FetchSession.complete(accepted.sid())))
                    .isEqualTo(Accept.FAILURE);
            var ack = client.fetch(new FetchSession(0, 199, accepted.sid())).ack();
            assertThat(ack.finished()).as("ended, but not as it should").isEqualTo(2);
            assertThat(client.records()).isNotEmpty().hasSizeLessThanOrEqualTo((ROOM - HEADER) / FetchedRecord.LENGTH);
            assertThat(another.ask(OneWayPeer.toServer(20_000, _ -> {})).port())
                    .as("there is room again")
                    .isNotZero();
        }
    }

    @Test
    void refusesNewSessionsForNow() throws Exception {
        try (var client = new OneWayPeer(server.controlAddress());
                var another = new OneWayPeer(server.controlAddress())) {
            for (int i = 0; i < ROOM / HEADER; i++) client.ask(OneWayPeer.toServer(20_000, _ -> {}));

            assertThat(another.askInVain(OneWayPeer.toServer(20_000, _ -> {}))).isEqualTo(Accept.TEMPORARY_LIMIT);
            log.awaitLine(line -> line.contains("no session: the quota of " + ROOM + " octets is used up"));
        }
    }

    @Test
    void isTheReasonThatOurClientGives() {
        var plan = new OneWayPlan(
                server.controlAddress(),
                null,
                0,
                0,
                List.of(Direction.TO_SERVER),
                200,
                EVERY_50_MS,
                0,
                false,
                Duration.ofSeconds(2),
                Duration.ZERO,
                0,
                Pacing.SLEEPING);
        var failure = Objects.requireNonNull(catchThrowableOfType(
                MeasurementFailure.class,
                () -> new OwampClient(plan, Credentials.none(), folder.resolve("client"), new SecureRandom())
                        .measure()));

        assertThat(failure).hasMessageContaining("ended the sessions: temporary resource limit");
    }
}
