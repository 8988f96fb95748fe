package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.keys.BoundSa;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.control.Modes;

/** A Server and a client over loopback. */
@Tag("net")
@Timeout(60)
@Rfc(value = 5357, section = "3")
class MeasurementTest {
    private final SecureRandom random = new SecureRandom();

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void measuresSeveralSessionsInOpenMode(String address) throws Exception {
        try (var server = TwampServer.start(serverOn(address), random)) {
            var outcomes = measure(server, Credentials.none(), w -> w.sessions = 3);

            assertThat(outcomes).hasSize(3);
            for (SessionOutcome outcome : outcomes) {
                complete(outcome);
                assertThat(outcome.mode()).isEqualTo(Modes.UNAUTHENTICATED);
                assertThat(outcome.sa()).isNull();
                // 14 octets and 27 of padding: as long as a reply.
                assertThat(outcome.paddingLength()).isEqualTo(27);
                // They come from ports of their own, so that one port of the Server serves all.
                assertThat(outcome.peer()).isEqualTo(server.testAddress());
            }
            assertThat(outcomes.stream().map(SessionOutcome::sid).distinct()).hasSize(3);
            Eventually.holds(() -> server.connections() == 0, () -> "connection closed");
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 127.0.0.1", "4, 127.0.0.1", "2, ::1", "4, ::1"})
    void measuresWithAPassphrase(long mode, String address) throws Exception {
        ServerPlan plan = ServerPlan.of(new InetSocketAddress(address, 0), Plans.ALL, Passphrases.file(), null);
        try (var server = TwampServer.start(plan, random)) {
            assertThat(server.offered()).isEqualTo(Plans.ALL);
            var outcomes = measure(server, Plans.withPassphrase(new Modes(mode)), w -> w.sessions = 2);

            assertThat(outcomes).hasSize(2);
            for (SessionOutcome outcome : outcomes) {
                complete(outcome);
                assertThat(outcome.mode()).isEqualTo(new Modes(mode));
                assertThat(outcome.paddingLength()).isEqualTo(64);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 127.0.0.1", "4, 127.0.0.1", "2, ::1", "4, ::1"})
    @Rfc(value = 7717, section = "5")
    void measuresWithKeysOfAnIkeSa(long mode, String address) throws Exception {
        try (var ike = IkePair.on(InetAddress.ofLiteral(address));
                var server = TwampServer.start(
                        ServerPlan.of(new InetSocketAddress(address, 0), Plans.ALL, null, ike.responder()), random)) {
            assertThat(server.offered()).isEqualTo(Plans.ALL.or(Modes.IKEV2_DERIVED));
            var keys = Plans.withIke(SecurityPolicy.REQUIRE, ike.finder(), new Modes(mode));
            var outcomes = measure(server, keys, w -> w.sessions = 2);

            for (SessionOutcome outcome : outcomes) {
                complete(outcome);
                assertThat(outcome.mode()).isEqualTo(new Modes(mode).or(Modes.IKEV2_DERIVED));
                BoundSa sa = Objects.requireNonNull(outcome.sa(), "no IKE SA keys the session");
                assertThat(sa.spiI()).isEqualTo(ike.atServer().spiI());
                assertThat(sa.spiR()).isEqualTo(ike.atServer().spiR());
                assertThat(sa.remoteId()).isEqualTo("server.example");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ProbeMode.class)
    @Rfc(value = 5357, section = "4.1.2")
    void measuresWithPaddingOfAnySize(ProbeMode mode) throws Exception {
        try (var server = TwampServer.start(Plans.server(Passphrases.file(), null), random)) {
            int most = 65_507 - mode.format().senderLength();
            for (int padding : new int[] {0, 1, mode.format().symmetricPadding(), 1400, most}) {
                var outcomes = measure(server, keys(mode), w -> {
                    w.padding = padding;
                    w.count = 5;
                });
                complete(outcomes.getFirst());
                assertThat(outcomes.getFirst().paddingLength()).isEqualTo(padding);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ProbeMode.class)
    @Rfc(value = 5357, section = "4.2.1")
    void measuresWithPaddingOfZerosAndACodePoint(ProbeMode mode) throws Exception {
        try (var server = TwampServer.start(Plans.server(Passphrases.file(), null), random)) {
            var outcomes = measure(server, keys(mode), w -> {
                w.zeroPadding = true;
                w.padding = 200;
                w.dscp = 46;
            });

            complete(outcomes.getFirst());
            assertThat(outcomes.getFirst().summary().forwardHops().min()).isZero();
            assertThat(outcomes.getFirst().summary().reverseHops().min()).isZero();
        }
    }

    @Test
    @Rfc(value = 5357, section = "3.5")
    void aSourceInUseIsGivenAPortOfItsOwn() throws Exception {
        int port = freePort();
        try (var server = TwampServer.start(Plans.server(null, null), random)) {
            Consumer<Plans.Wanted> fromThatPort = w -> {
                w.firstPort = port;
                w.lastPort = port;
                // The first session goes on reflecting for so long, and so keeps the source.
                w.timeout = Duration.ofSeconds(30);
            };
            var first = measure(server, Credentials.none(), fromThatPort).getFirst();
            var second = measure(server, Credentials.none(), fromThatPort).getFirst();

            complete(first);
            complete(second);
            assertThat(first.peer()).isEqualTo(server.testAddress());
            assertThat(second.local()).isEqualTo(first.local());
            assertThat(second.peer().getPort()).isNotEqualTo(first.peer().getPort());
            assertThat(server.sessions()).isEqualTo(2);
        }
    }

    @Test
    @Rfc(value = 5357, section = "3.8")
    void aSessionEndsTimeoutAfterItsStop() throws Exception {
        try (var server = TwampServer.start(Plans.server(null, null), random)) {
            measure(server, Credentials.none(), w -> w.timeout = Duration.ofMillis(200));

            Eventually.idle(server);
        }
    }

    @Test
    void startsAsLateAsAsked() throws Exception {
        try (var server = TwampServer.start(Plans.server(null, null), random)) {
            Instant begun = Instant.now();
            var outcome = measure(server, Credentials.none(), w -> w.startDelay = Duration.ofMillis(300))
                    .getFirst();

            complete(outcome);
            assertThat(outcome.summary().started()).isAfterOrEqualTo(begun.plusMillis(300));
        }
    }

    @Test
    void endsInOrderWhenItIsStopped() throws Exception {
        try (var server = TwampServer.start(Plans.server(null, null), random)) {
            var plan = Plans.measurement(server.controlAddress(), w -> w.count = 1_000_000);
            var client = new TwampClient(plan, Credentials.none(), random);
            var outcomes = CompletableFuture.supplyAsync(() -> measured(client));
            Eventually.holds(
                    () -> client.snapshots().stream().anyMatch(s -> s.packets().received() > 10), () -> "replies");
            assertThat(client.stop()).isTrue();

            var outcome = outcomes.get(20, TimeUnit.SECONDS).getFirst();
            assertThat(outcome.interruption()).isEqualTo("stopped by the user");
            assertThat(outcome.planned()).isEqualTo(1_000_000);
            assertThat(outcome.summary().packets().received())
                    .isEqualTo(outcome.summary().packets().sent())
                    .isBetween(10L, 999_999L);
        }
    }

    @Test
    void manyClientsMeasureAtOnce() throws Exception {
        try (var server = TwampServer.start(Plans.server(Passphrases.file(), null), random)) {
            Credentials keys = Plans.withPassphrase(Modes.ENCRYPTED);
            List<CompletableFuture<List<SessionOutcome>>> runs = IntStream.range(0, 20)
                    .mapToObj(_ -> new TwampClient(Plans.measurement(server.controlAddress()), keys, random))
                    .map(client -> {
                        var run = new CompletableFuture<List<SessionOutcome>>();
                        Thread.startVirtualThread(() -> run.complete(measured(client)));
                        return run;
                    })
                    .toList();
            for (var run : runs) complete(run.get(30, TimeUnit.SECONDS).getFirst());
            Eventually.holds(() -> server.connections() == 0, () -> "connections closed");
        }
    }

    private static List<SessionOutcome> measured(TwampClient client) {
        try {
            return client.measure();
        } catch (MeasurementFailure | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private List<SessionOutcome> measure(TwampServer server, Credentials keys, Consumer<Plans.Wanted> changes)
            throws Exception {
        return new TwampClient(Plans.measurement(server.controlAddress(), changes), keys, random).measure();
    }

    static void complete(SessionOutcome outcome) {
        var packets = outcome.summary().packets();
        assertThat(packets.sent()).isEqualTo(outcome.planned());
        assertThat(packets.received()).as("drops %s", outcome.summary().drops()).isEqualTo(outcome.planned());
        assertThat(packets.lost()).isZero();
        assertThat(packets.duplicates()).isZero();
        assertThat(outcome.summary().drops()).isEmpty();
        assertThat(outcome.interruption()).isNull();
    }

    private static Credentials keys(ProbeMode mode) {
        return switch (mode) {
            case OPEN -> Credentials.none();
            case AUTHENTICATED -> Plans.withPassphrase(Modes.AUTHENTICATED);
            case ENCRYPTED -> Plans.withPassphrase(Modes.ENCRYPTED);
        };
    }

    private static ServerPlan serverOn(String address) {
        return ServerPlan.of(new InetSocketAddress(address, 0), Plans.ALL, null, null);
    }

    private static int freePort() throws Exception {
        try (var socket = new DatagramSocket(0, Plans.LOOPBACK)) {
            return socket.getLocalPort();
        }
    }
}
