package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waywiser.net.udp.Pacing;
import org.waywiser.node.OneWayPlan.Direction;
import org.waywiser.node.store.SessionStore;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.Slot;

/** One-way measurements between our own client and our own Server. */
@Tag("net")
@Timeout(60)
@Rfc(value = 4656, section = "3")
class OneWayMeasurementTest {
    /** Results come so long after the last packet; a busy machine must not be late by more. */
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final SecureRandom random = new SecureRandom();

    @TempDir
    private Path folder;

    @Test
    void measuresBothWaysInOpenMode() throws Exception {
        try (var server = server(Plans.server(null, null))) {
            var outcomes = measure(server, Credentials.none(), _ -> {}, Direction.TO_SERVER, Direction.FROM_SERVER);

            assertThat(outcomes)
                    .extracting(OneWayOutcome::direction)
                    .containsExactly(Direction.TO_SERVER, Direction.FROM_SERVER);
            assertThat(outcomes).allSatisfy(OneWayMeasurementTest::hasAllPackets);
            assertThat(outcomes.getFirst().sid())
                    .isNotEqualTo(outcomes.getLast().sid());
        }
    }

    @ParameterizedTest
    @MethodSource("keyedModes")
    @Rfc(value = 4656, section = "4.1.2")
    void measuresBothWaysWithAPassphrase(Modes mode) throws Exception {
        try (var server = server(Plans.server(Passphrases.file(), null))) {
            var outcomes =
                    measure(server, Plans.withPassphrase(mode), _ -> {}, Direction.TO_SERVER, Direction.FROM_SERVER);

            assertThat(outcomes).allSatisfy(OneWayMeasurementTest::hasAllPackets);
            assertThat(outcomes)
                    .allSatisfy(outcome -> assertThat(outcome.mode()).isEqualTo(mode));
        }
    }

    static Stream<Modes> keyedModes() {
        return Stream.of(Modes.AUTHENTICATED, Modes.ENCRYPTED);
    }

    @ParameterizedTest
    @MethodSource("keyedModes")
    @Rfc(value = 7717, section = "5")
    void measuresBothWaysWithKeysOfAnIkeSa(Modes mode) throws Exception {
        try (var server = server(Plans.server(null, new FakeKeySource().knowing(FakeKeySource.sa(7))))) {
            var keys = Plans.withIke(SecurityPolicy.REQUIRE, _ -> FakeKeySource.sa(7), mode);
            var outcomes = measure(server, keys, _ -> {}, Direction.TO_SERVER, Direction.FROM_SERVER);

            assertThat(outcomes).hasSize(2).allSatisfy(OneWayMeasurementTest::hasAllPackets);
            assertThat(outcomes)
                    .allSatisfy(outcome -> assertThat(outcome.mode()).isEqualTo(mode.or(Modes.IKEV2_DERIVED)));
            assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.sa()).isNotNull());
        }
    }

    @Test
    @Rfc(value = 4656, section = "3.8")
    void saysThatItWasStopped() throws Exception {
        try (var server = server(Plans.server(null, null))) {
            var outcomes =
                    measure(server, Credentials.none(), OwampClient::stop, Direction.TO_SERVER, Direction.FROM_SERVER);

            assertThat(outcomes).allSatisfy(outcome -> {
                assertThat(outcome.interruption()).isEqualTo("stopped by the user");
                assertThat(outcome.summary().packets().lost()).isZero();
            });
        }
    }

    @Test
    void tellsHowFarItIs() throws Exception {
        try (var server = server(Plans.server(null, null))) {
            var client = new OwampClient(
                    plan(server, Direction.TO_SERVER, Direction.FROM_SERVER),
                    Credentials.none(),
                    folder.resolve("client"),
                    random);
            assertThat(client.progress()).isEmpty();
            client.measure();

            assertThat(client.progress()).hasSize(2);
            assertThat(client.progress().getFirst()).isEqualTo(OneWayProgress.ofSender(20));
            assertThat(client.progress().getLast().received()).isEqualTo(20);
            assertThat(client.progress().getLast().lost()).isZero();
        }
    }

    static void hasAllPackets(OneWayOutcome outcome) {
        var packets = outcome.summary().packets();
        assertThat(packets.sent()).isEqualTo(20);
        assertThat(packets.received()).isEqualTo(20);
        assertThat(packets.lost()).isZero();
        assertThat(outcome.summary().delay().count()).isEqualTo(20);
        assertThat(outcome.summary().ipdv().count()).isEqualTo(19);
        assertThat(outcome.interruption()).isNull();
    }

    private OwampServer server(ServerPlan plan) throws Exception {
        return OwampServer.start(plan, SessionStore.open(folder.resolve("server")), random);
    }

    private List<OneWayOutcome> measure(
            OwampServer server, Credentials credentials, Consumer<OwampClient> before, Direction... directions)
            throws Exception {
        var client = new OwampClient(plan(server, directions), credentials, folder.resolve("client"), random);
        before.accept(client);
        return client.measure();
    }

    /** Twenty packets each way. */
    static OneWayPlan plan(OwampServer server, Direction... directions) {
        return new OneWayPlan(
                server.controlAddress(),
                null,
                0,
                0,
                List.of(directions),
                20,
                List.of(new Slot(Slot.EXPONENTIAL, NtpTimestamp.interval(1_000_000))),
                30,
                false,
                TIMEOUT,
                Duration.ofMillis(100),
                0,
                Pacing.SLEEPING);
    }
}
