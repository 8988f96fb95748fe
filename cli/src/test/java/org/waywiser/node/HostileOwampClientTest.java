package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.FetchAck;
import org.waywiser.wire.control.FetchSession;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.OwampStopSessions;
import org.waywiser.wire.control.OwampStopSessions.Description;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.SkipRange;
import org.waywiser.wire.control.StartSessions;

/** Clients of OWAMP that stop, fetch and stall as they should not. */
@Tag("net")
@Timeout(60)
@Rfc(value = 4656, section = "3")
class HostileOwampClientTest extends HostileOneWayClients {
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
    @Rfc(value = 4656, section = "3.8")
    void losesItsResultsWhereItDoesNotAccountForThem() throws Exception {
        try (var client = client(Modes.UNAUTHENTICATED);
                var other = client(Modes.UNAUTHENTICATED)) {
            Sid sid = running(client);
            client.sendAnyway(client.sealed(stop()));
            client.rest();
            Eventually.holds(() -> server.sessions() == 0, () -> server.sessions() + " sessions gone");

            other.send(other.sealed(new FetchSession(0, 99_999, sid).toByteArray()));
            assertThat(ack(other)).as("ended, and nothing counts").isEqualTo(new FetchAck(Accept.OK, 2, 0, 0, 0));
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
