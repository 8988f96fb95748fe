package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.node.store.SessionStore;
import org.waywiser.protocol.control.ClientEffect;
import org.waywiser.protocol.control.Profile;
import org.waywiser.protocol.control.ServerSettings;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.AcceptSession;
import org.waywiser.wire.control.FetchAck;
import org.waywiser.wire.control.FetchSession;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.OwampStopSessions;
import org.waywiser.wire.control.OwampStopSessions.Description;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.SkipRange;
import org.waywiser.wire.control.Slot;
import org.waywiser.wire.control.StartSessions;

/** Clients of OWAMP that do what they should not; afterwards the Server serves others and holds nothing. */
@Tag("net")
@Timeout(60)
@Rfc(value = 4656, section = "3")
class HostileOwampClientTest {
    private static final int MOST_SESSIONS = 10;

    @TempDir
    private Path folder;

    private final NodeLog log = new NodeLog();
    private OwampServer server;
    private int starts;

    @BeforeEach
    void start() throws Exception {
        start(Duration.ofMinutes(15));
        log.forget();
    }

    private void start(Duration servwait) throws Exception {
        ServerPlan plan = Plans.server(Passphrases.file(), null);
        server = OwampServer.start(
                plan,
                OneWayPolicy.DEFAULT,
                SessionStore.open(folder.resolve("sessions" + starts++)),
                new ServerSettings(
                        Profile.RFC7717,
                        plan.offered(),
                        Modes.NONE,
                        1024,
                        42L << 32,
                        Duration.ofMinutes(1),
                        servwait,
                        MOST_SESSIONS),
                new SecureRandom());
    }

    @AfterEach
    void servesOthersAndKeepsNothing() throws Exception {
        log.close();
        idle();
        try (var client = new OneWayPeer(server.controlAddress())) {
            store(client, 20);
        }
        server.close();
    }

    private void idle() {
        Eventually.holds(
                () -> server.connections() == 0 && server.sessions() == 0,
                () -> server.connections() + " connections and " + server.sessions() + " sessions gone");
    }

    /** Runs a session between two ports of the Server, whose packets are then stored. */
    private Sid store(OneWayPeer client, int packets) throws Exception {
        var accepted = client.ask(OneWayPeer.fromServer(0, wanted -> {
            wanted.confReceiver = true;
            wanted.packets = packets;
            wanted.startTime += (1L << 32) / 5;
            wanted.timeout = (1L << 32) / 2;
            wanted.slots = List.of(new Slot(Slot.FIXED, (1L << 32) / 20_000));
        }));
        client.start();
        client.next(ClientEffect.OneWay.Ended.class);
        client.end();
        client.fetch(accepted.sid());
        assertThat(client.records()).hasSize(packets);
        return accepted.sid();
    }

    private RawClient client(Modes mode) throws Exception {
        var client = new RawClient(server.controlAddress());
        return mode.equals(Modes.UNAUTHENTICATED) ? client.open() : client.keyed(mode);
    }

    private static byte[] request(RawClient client) {
        return request(client, OneWayPeer.toServer(20_001, wanted -> wanted.packets = 100_000));
    }

    private static byte[] request(RawClient client, RequestSession request) {
        return concat(client.sealed(request.header()), client.sealed(request.schedule()));
    }

    private static byte[] concat(byte[] first, byte[] second) {
        return new WireWriter().bytes(first).bytes(second).toByteArray();
    }

    private static Sid running(RawClient client) throws Exception {
        client.send(request(client));
        AcceptSession accepted = client.accepted();
        assertThat(accepted.accept()).isEqualTo(Accept.OK);
        client.send(client.sealed(new StartSessions().toByteArray()));
        assertThat(client.reply(16)[0]).isZero();
        return accepted.sid();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 96, 111, 112, 113, 128, 143})
    void stopsInTheMiddleOfARequest(int octets) throws Exception {
        for (Modes mode : new Modes[] {Modes.UNAUTHENTICATED, Modes.AUTHENTICATED, Modes.ENCRYPTED}) {
            try (var client = client(mode)) {
                client.send(Arrays.copyOf(request(client), octets));
            }
        }
        idle();
        assertThat(log.warnings()).isEmpty();
    }

    @Test
    @Rfc(value = 4656, section = "6.10")
    void flipsAnyBitOfARequest() throws Exception {
        // The header, its HMAC, the one slot, its HMAC. The count of slots is what lengths are taken from.
        for (int octet : new int[] {1, 2, 13, 40, 95, 96, 111, 112, 120, 127, 128, 143}) {
            log.forget();
            try (var client = client(octet % 2 == 0 ? Modes.AUTHENTICATED : Modes.ENCRYPTED)) {
                byte[] request = request(client);
                request[octet] ^= (byte) (1 << octet % 8);
                client.sendAnyway(request);
                assertThat(client.rest()).as("no answer").isEmpty();
            }
            assertThat(log.onlyWarning()).as("octet %d", octet).containsAnyOf("HMAC of a control message is wrong");
        }
    }

    @Test
    @Rfc(value = 4656, section = "3.2")
    void repeatsARequestWordForWord() throws Exception {
        try (var client = client(Modes.ENCRYPTED)) {
            byte[] request = request(client);
            client.send(request);
            assertThat(client.accepted().accept()).isEqualTo(Accept.OK);
            client.sendAnyway(request);

            client.rest();
            assertThat(log.warnings()).isNotEmpty();
        }
    }

    /** @param slots as the request counts them: none of them follows */
    @ParameterizedTest
    @ValueSource(longs = {16_385, 1L << 16, 1L << 28, 0xffff_ffffL})
    @Rfc(value = 4656, section = "6.5")
    void promisesMoreSlotsThanAreRead(long slots) throws Exception {
        try (var client = client(Modes.AUTHENTICATED)) {
            byte[] header = OneWayPeer.toServer(20_001, _ -> {}).header();
            System.arraycopy(new WireWriter().u32(slots).toByteArray(), 0, header, 4, 4);
            client.send(client.sealed(header));

            assertThat(client.accepted().accept()).isEqualTo(Accept.PERMANENT_LIMIT);
            assertThat(client.rest()).isEmpty();
            assertThat(log.onlyWarning()).contains("slots");
        }
    }

    static List<Arguments> improperRequests() {
        return List.of(
                refused("no slots", Accept.NOT_SUPPORTED, wanted -> wanted.slots = List.of()),
                refused("no packets", Accept.NOT_SUPPORTED, wanted -> wanted.packets = 0),
                refused("neither end here", Accept.NOT_SUPPORTED, wanted -> wanted.confReceiver = false),
                refused("endless padding", Accept.NOT_SUPPORTED, wanted -> wanted.padding = 0xffff_ffffL),
                refused("no port", Accept.NOT_SUPPORTED, wanted -> wanted.senderPort = 0),
                refused(
                        "a foreign address",
                        Accept.NOT_SUPPORTED,
                        wanted -> wanted.receiver = OneWayPeer.octets(InetAddress.ofLiteral("192.0.2.1"))),
                refused(
                        "a third party",
                        Accept.FAILURE,
                        wanted -> wanted.sender = OneWayPeer.octets(InetAddress.ofLiteral("192.0.2.1"))),
                refused("an endless Timeout", Accept.PERMANENT_LIMIT, wanted -> wanted.timeout = -1L),
                refused("a Start Time of old", Accept.PERMANENT_LIMIT, wanted -> wanted.startTime = 0),
                refused("all at once", Accept.PERMANENT_LIMIT, wanted -> {
                    wanted.packets = 0xffff_ffffL;
                    wanted.slots = List.of(new Slot(Slot.FIXED, 0));
                }),
                refused("more than a receiver remembers", Accept.PERMANENT_LIMIT, wanted -> {
                    wanted.packets = 0xffff_ffffL;
                    wanted.slots = List.of(new Slot(Slot.FIXED, (1L << 32) / 100_000));
                    wanted.timeout = 60L << 32;
                }),
                refused("for a century", Accept.PERMANENT_LIMIT, wanted -> {
                    wanted.packets = 0xffff_ffffL;
                    wanted.slots = List.of(new Slot(Slot.FIXED, -1L));
                }));
    }

    private static Arguments refused(String name, Accept accept, Consumer<OneWayPeer.Wanted> changes) {
        return Arguments.of(name, changes, accept);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("improperRequests")
    @Rfc(value = 4656, section = "3.5")
    void asksForWhatCannotBe(String name, Consumer<OneWayPeer.Wanted> changes, Accept answer) throws Exception {
        for (Modes mode : new Modes[] {Modes.UNAUTHENTICATED, Modes.ENCRYPTED}) {
            try (var client = client(mode)) {
                client.send(request(client, OneWayPeer.toServer(20_001, changes)));
                var refusal = client.accepted();
                assertThat(refusal.accept()).as(name).isEqualTo(answer);
                assertThat(refusal.port()).isZero();
                log.awaitLine(line -> line.contains("Request-Session refused"));
                // RFC 4656 §3.5: the connection goes on.
                client.send(request(client));
                assertThat(client.accepted().accept()).isEqualTo(Accept.OK);
            }
        }
    }

    @Test
    void wantsMoreSessionsThanThereAre() throws Exception {
        try (var client = client(Modes.UNAUTHENTICATED)) {
            for (int i = 0; i < MOST_SESSIONS; i++) {
                client.send(request(client));
                assertThat(client.accepted().accept()).isEqualTo(Accept.OK);
            }
            client.send(request(client));
            assertThat(client.accepted().accept()).isEqualTo(Accept.TEMPORARY_LIMIT);
        }
    }

    interface Deed {
        void run(RawClient client) throws Exception;
    }

    private static Arguments deed(String name, String warning, Deed deed) {
        return Arguments.of(name, deed, warning);
    }

    private static byte[] stop(Description... sent) {
        return new OwampStopSessions(Accept.OK, List.of(sent)).toByteArray();
    }

    private static byte[] stopCounting(long sessions, long ranges) {
        var out = new WireWriter().u8(3).zeros(3).u32(sessions).zeros(8);
        return out.octets(OneWayPeer.OURS.octets()).u32(0).u32(ranges).zeros(8).toByteArray();
    }

    static List<Arguments> outOfTurn() {
        return List.of(
                deed("stops what never started", "out of turn", c -> c.sendAnyway(c.sealed(stop()))),
                deed("stops without accounting for its session", "account", c -> {
                    running(c);
                    c.sendAnyway(c.sealed(stop()));
                }),
                deed("stops a session that is not its own", "account", c -> {
                    running(c);
                    c.sendAnyway(c.sealed(stop(new Description(OneWayPeer.OURS, 1, List.of()))));
                }),
                deed("counts more sessions than there are", "malformed", c -> {
                    running(c);
                    c.sendAnyway(c.sealed(stopCounting(0xffff_ffffL, 0)));
                }),
                deed("counts more skip ranges than are read", "malformed", c -> {
                    running(c);
                    c.sendAnyway(c.sealed(stopCounting(1, 0xffff_ffffL)));
                }),
                deed("skips backwards", "account", c -> {
                    Sid sid = running(c);
                    var backwards = List.of(new SkipRange(5, 9), new SkipRange(2, 3));
                    c.sendAnyway(c.sealed(stop(new Description(sid, 100, backwards))));
                }),
                deed("sends a command of TWAMP", "out of turn", c -> {
                    byte[] command = new byte[16];
                    command[0] = 5;
                    c.sendAnyway(c.sealed(command));
                }),
                deed("requests without end while measuring", "out of turn", c -> {
                    running(c);
                    for (int i = 0; i < 8; i++) c.sendAnyway(request(c));
                }),
                deed("starts without end while measuring", "out of turn", c -> {
                    running(c);
                    for (int i = 0; i < 8; i++) c.sendAnyway(c.sealed(new StartSessions().toByteArray()));
                }),
                deed("fetches without end while measuring", "out of turn", c -> {
                    Sid sid = running(c);
                    for (int i = 0; i < 8; i++) c.sendAnyway(c.sealed(new FetchSession(0, 1, sid).toByteArray()));
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    @Rfc(value = 4656, section = "3.8")
    void outOfTurn(String name, Deed deed, String warning) throws Exception {
        for (Modes mode : new Modes[] {Modes.UNAUTHENTICATED, Modes.AUTHENTICATED}) {
            log.forget();
            try (var client = client(mode)) {
                deed.run(client);
                client.rest();

                assertThat(log.onlyWarning()).as(name).contains(warning);
            }
        }
    }

    @Test
    @Rfc(value = 4656, section = "3.8")
    void saysOfItsPacketsWhatCannotBe() throws Exception {
        try (var client = client(Modes.UNAUTHENTICATED)) {
            Sid sid = running(client);
            // More than were asked for, and ranges beyond: the answer comes, the results are void.
            var beyond = List.of(new SkipRange(0xffff_fff0L, 0xffff_fffeL));
            client.send(client.sealed(stop(new Description(sid, 0xffff_ffffL, beyond))));
            assertThat(client.reply(16)[0]).isEqualTo((byte) 3);

            client.send(client.sealed(FetchSession.complete(sid).toByteArray()));
            assertThat(ack(client).accept()).isEqualTo(Accept.FAILURE);
        }
    }

    @Test
    @Rfc(value = 4656, section = "3.9")
    void fetchesWhatCannotBe() throws Exception {
        try (var client = client(Modes.ENCRYPTED);
                var other = client(Modes.UNAUTHENTICATED)) {
            Sid sid = running(other);
            client.send(client.sealed(FetchSession.complete(OneWayPeer.OURS).toByteArray()));
            assertThat(ack(client)).as("unknown").isEqualTo(FetchAck.refusing(Accept.FAILURE));
            client.send(client.sealed(new FetchSession(7, 5, sid).toByteArray()));
            assertThat(ack(client)).as("backwards").isEqualTo(FetchAck.refusing(Accept.NOT_SUPPORTED));
            client.send(client.sealed(FetchSession.complete(sid).toByteArray()));
            assertThat(ack(client)).as("all of one that runs").isEqualTo(FetchAck.refusing(Accept.FAILURE));
            client.send(client.sealed(new FetchSession(0, 0xffff_fffeL, sid).toByteArray()));
            assertThat(ack(client)).as("as far as it is").isEqualTo(new FetchAck(Accept.OK, 0, 0, 0, 0));
        }
    }

    private static FetchAck ack(RawClient client) throws Exception {
        return FetchAck.read(WireReader.of(client.reply(FetchAck.BODY_LENGTH)));
    }

    @Test
    void stallsInTheMiddleOfItsCommands() throws Exception {
        server.close();
        start(Duration.ofMillis(300));
        // In a header, in a schedule, in a fetch.
        for (int octets : new int[] {40, 120}) {
            log.forget();
            try (var stalled = client(Modes.ENCRYPTED)) {
                stalled.send(Arrays.copyOf(request(stalled), octets));
                assertThat(stalled.rest()).isEmpty();
                assertThat(log.onlyWarning()).contains("SERVWAIT");
            }
        }
    }

    @Test
    @Rfc(value = 4656, section = "3.8")
    void stallsInTheMiddleOfARequestWhileMeasuring() throws Exception {
        try (var client = client(Modes.UNAUTHENTICATED)) {
            var request = OneWayPeer.toServer(20_001, wanted -> wanted.timeout = (1L << 32) / 10);
            client.send(request(client, request));
            client.accepted();
            client.send(client.sealed(new StartSessions().toByteArray()));
            client.reply(16);
            client.send(Arrays.copyOf(request(client), 120));

            assertThat(client.reply(16)[0])
                    .as("the Server says all the same when it is over")
                    .isEqualTo((byte) 3);
        }
    }

    @Test
    @Rfc(value = 4656, section = "3.9")
    void fetchesMuchAndReadsNothing() throws Exception {
        server.close();
        start(Duration.ofSeconds(1));
        Sid sid;
        try (var client = new OneWayPeer(server.controlAddress())) {
            sid = store(client, 10_000);
        }
        idle();
        log.forget();
        var deaf = new ArrayList<RawClient>();
        try {
            for (int i = 0; i < 2; i++) {
                var client = client(Modes.AUTHENTICATED);
                deaf.add(client);
                long begun = System.nanoTime();
                // Answers enough to fill every buffer on the way: the Server stops reading then.
                byte[] fetches = client.sealed(new FetchSession(0, 0xffff_fffeL, sid).toByteArray());
                assertThat(catchThrowableOfType(IOException.class, () -> {
                            client.send(fetches);
                            while (System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(30)) {
                                client.send(client.sealed(new FetchSession(0, 0xffff_fffeL, sid).toByteArray()));
                            }
                        }))
                        .as("closed by the Server")
                        .isNotNull();
            }
            log.awaitLine(line -> line.contains("does not read what it is sent"));
        } finally {
            for (RawClient client : deaf) client.close();
        }
    }
}
