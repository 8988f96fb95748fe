package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.waywiser.keys.KeySource;
import org.waywiser.net.udp.Pacing;
import org.waywiser.node.OneWayPlan.Direction;
import org.waywiser.node.ThirdPartyClient.Server;
import org.waywiser.node.store.SessionStore;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.Slot;

/** One-way measurements between two Servers, for which our client only asks. */
@Tag("net")
@Timeout(60)
@Rfc(value = 4656, section = "3.5")
class ThirdPartyMeasurementTest {
    private static final InetAddress FIRST = InetAddress.ofLiteral("127.0.0.2");
    private static final InetAddress OTHER = InetAddress.ofLiteral("127.0.0.3");
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final SecureRandom random = new SecureRandom();

    @TempDir
    private Path folder;

    static Stream<Arguments> keys() {
        return Stream.of(
                Arguments.of("open", Credentials.none(), Credentials.none(), Modes.UNAUTHENTICATED),
                Arguments.of(
                        "authenticated",
                        Plans.withPassphrase(Modes.AUTHENTICATED),
                        Plans.withPassphrase(Modes.AUTHENTICATED),
                        Modes.AUTHENTICATED),
                Arguments.of(
                        "encrypted",
                        Plans.withPassphrase(Modes.ENCRYPTED),
                        Plans.withPassphrase(Modes.ENCRYPTED),
                        Modes.ENCRYPTED),
                Arguments.of("an IKE SA with each", ofIke(7), ofIke(8), Modes.ENCRYPTED.or(Modes.IKEV2_DERIVED)),
                // Test packets are keyed alike, however the connections are.
                Arguments.of(
                        "an IKE SA with one, a passphrase with the other",
                        ofIke(7),
                        Plans.withPassphrase(Modes.ENCRYPTED),
                        Modes.ENCRYPTED.or(Modes.IKEV2_DERIVED)));
    }

    private static Credentials ofIke(int sa) {
        return Plans.withIke(SecurityPolicy.REQUIRE, _ -> FakeKeySource.sa(sa), Modes.ENCRYPTED);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("keys")
    @Rfc(value = 4656, section = "4.1.2")
    void measuresBothWays(String name, Credentials toFirst, Credentials toOther, Modes mode) throws Exception {
        try (var first = server(FIRST, Plans.ALL, sa(7), OTHER);
                var other = server(OTHER, Plans.ALL, sa(8), FIRST)) {
            List<OneWayOutcome> outcomes = client(
                            first, toFirst, other, toOther, 20, Direction.TO_SERVER, Direction.FROM_SERVER)
                    .measure();

            assertThat(outcomes).hasSize(2).allSatisfy(OneWayMeasurementTest::hasAllPackets);
            assertThat(outcomes).extracting(OneWayOutcome::mode).containsOnly(mode);
            assertThat(outcomes)
                    .extracting(outcome -> outcome.sender().getAddress())
                    .containsExactly(OTHER, FIRST);
            assertThat(outcomes)
                    .extracting(outcome -> outcome.receiver().getAddress())
                    .containsExactly(FIRST, OTHER);
        }
    }

    @Test
    @Rfc(value = 4656, section = "3.8")
    void stopsTheSenderAndTellsTheReceiverWhatItSent() throws Exception {
        try (var first = server(FIRST, Plans.ALL, null, OTHER);
                var other = server(OTHER, Plans.ALL, null, FIRST)) {
            var client = client(first, other, 100_000, Direction.TO_SERVER);
            var outcomes = CompletableFuture.supplyAsync(() -> measure(client));
            recording(first);
            assertThat(client.stop()).isTrue();

            OneWayOutcome outcome = outcomes.join().getFirst();
            assertThat(outcome.interruption()).isEqualTo("stopped by the user");
            assertThat(outcome.summary().packets().sent()).isBetween(1L, 99_999L);
            assertThat(outcome.summary().packets().lost()).isZero();
        }
    }

    @Test
    @Rfc(value = 4656, section = "3.8")
    void saysWhichServerIsGone() throws Exception {
        var first = server(FIRST, Plans.ALL, null, OTHER);
        try (var other = server(OTHER, Plans.ALL, null, FIRST)) {
            var client = client(first, other, 100_000, Direction.TO_SERVER);
            var outcomes = CompletableFuture.supplyAsync(() -> measure(client));
            recording(first);
            String gone = first.controlAddress().toString().substring(1);
            first.close();

            OneWayOutcome outcome = outcomes.join().getFirst();
            assertThat(outcome.interruption()).isEqualTo("the control connection with " + gone + " broke");
            assertThat(outcome.file()).isNull();
        }
    }

    @Test
    @Rfc(value = 4656, section = "6.2")
    void saysThatAServerWantsNoThirdParty() throws Exception {
        try (var first = server(FIRST, Plans.ALL, null, OTHER);
                var other = server(OTHER, Plans.ALL, null, OTHER)) {
            assertThatThrownBy(
                            () -> client(first, other, 20, Direction.TO_SERVER).measure())
                    .isInstanceOf(MeasurementFailure.class)
                    .hasMessageContaining(other.controlAddress().getPort() + " refused a session with the other server")
                    .hasMessageContaining("--third-party");
        }
    }

    @Test
    void saysThatTheOtherServerIsOnThisHost() throws Exception {
        try (var first = server(FIRST, Plans.ALL, null, Plans.LOOPBACK);
                var here = server(Plans.LOOPBACK, Plans.ALL, null, FIRST)) {
            assertThatThrownBy(
                            () -> client(first, here, 20, Direction.TO_SERVER).measure())
                    .isInstanceOf(MeasurementFailure.class)
                    .hasMessageContaining(":" + here.controlAddress().getPort() + " is this host itself");
        }
    }

    @Test
    void saysThatTheServersHaveNoModeInCommon() throws Exception {
        try (var first = server(FIRST, Modes.UNAUTHENTICATED, null, OTHER);
                var other = server(OTHER, Modes.ENCRYPTED, null, FIRST)) {
            var either = new Credentials(
                    List.of(Modes.ENCRYPTED, Modes.UNAUTHENTICATED),
                    SecurityPolicy.OFF,
                    null,
                    Plans.USER,
                    Plans.passphrase(),
                    Credentials.DEFAULT_MAX_COUNT);

            assertThatThrownBy(() -> client(first, either, other, either, 20, Direction.TO_SERVER)
                            .measure())
                    .isInstanceOf(MeasurementFailure.class)
                    .hasMessageContaining("would send in mode encrypted")
                    .hasMessageContaining("receive in mode unauthenticated");
        }
    }

    private static List<OneWayOutcome> measure(ThirdPartyClient client) {
        try {
            return client.measure();
        } catch (MeasurementFailure | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Until some packets are in its file. */
    private void recording(OwampServer server) {
        Path stored = folderOf(server.controlAddress().getAddress());
        Eventually.holds(
                () -> {
                    try (Stream<Path> files = Files.walk(stored)) {
                        return files.anyMatch(file -> file.toFile().isFile()
                                && file.toString().endsWith(".owp")
                                && file.toFile().length() > 1_000);
                    } catch (IOException | UncheckedIOException e) {
                        return false;
                    }
                },
                () -> "packets in " + stored);
    }

    private Path folderOf(InetAddress server) {
        return folder.resolve(server.getHostAddress());
    }

    private static KeySource sa(int sa) {
        return new FakeKeySource().knowing(FakeKeySource.sa(sa));
    }

    private OwampServer server(InetAddress address, Modes modes, @Nullable KeySource keys, InetAddress allowed)
            throws Exception {
        var plan = ServerPlan.of(new InetSocketAddress(address, 0), modes, Passphrases.file(), keys);
        var policy = OneWayPolicy.DEFAULT.with(List.of(AddressPrefix.parse(allowed.getHostAddress())));
        return OwampServer.start(plan, policy, SessionStore.open(folderOf(address)), random);
    }

    private ThirdPartyClient client(OwampServer first, OwampServer other, long count, Direction direction)
            throws Exception {
        return client(first, Credentials.none(), other, Credentials.none(), count, direction);
    }

    private ThirdPartyClient client(
            OwampServer first,
            Credentials toFirst,
            OwampServer other,
            Credentials toOther,
            long count,
            Direction... directions)
            throws Exception {
        var plan = new OneWayPlan(
                first.controlAddress(),
                null,
                0,
                0,
                List.of(directions),
                count,
                List.of(new Slot(Slot.EXPONENTIAL, NtpTimestamp.interval(1_000_000))),
                30,
                false,
                TIMEOUT,
                Duration.ZERO,
                0,
                Pacing.SLEEPING);
        return new ThirdPartyClient(
                plan,
                new Server(first.controlAddress(), toFirst),
                new Server(other.controlAddress(), toOther),
                folder.resolve("client"),
                random);
    }
}
