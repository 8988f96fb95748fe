package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.keys.BoundSa;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.KeySource;
import org.waywiser.node.MeasurementFailure.Kind;
import org.waywiser.node.policy.Rulebook;
import org.waywiser.node.policy.ServerRules;
import org.waywiser.protocol.control.Profile;
import org.waywiser.protocol.control.ServerSettings;
import org.waywiser.security.Secret;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.control.Modes;

/** How SAs are found, and what happens where they are not. */
@Tag("net")
@Timeout(60)
@Rfc(value = 7717, section = "5.3")
class IkeBindingTest {
    private static final long SPI = 0x1122334455667788L;
    private static final String SPI_I = "1122334455667788";
    private static final String SPI_R = "eeddccbbaa998877";
    private static final InetAddress ELSEWHERE = InetAddress.ofLiteral("192.0.2.1");

    private final SecureRandom random = new SecureRandom();
    private final NodeLog log = new NodeLog();

    @AfterEach
    void showsNoSecret() {
        log.close();
        String lines = String.join("\n", log.lines());
        assertThat(lines).doesNotContain(Plans.PASSPHRASE).doesNotContainIgnoringCase(hex(FakeKeySource.sa(SPI)));
    }

    private static String hex(IkeSecret sa) {
        return HexFormat.of().formatHex(sa.secret().toByteArray());
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 4})
    void oneFlippedBitOfTheDerivedKeyIsAFailureOfKeys(long mode) throws Exception {
        try (var server = server(new FakeKeySource().knowing(FakeKeySource.sa(SPI)))) {
            byte[] flipped = FakeKeySource.sa(SPI).secret().toByteArray();
            flipped[13] ^= 0x10;
            SaFinder finder = _ -> with(Secret.of(flipped));

            var failure = failure(server, Plans.withIke(SecurityPolicy.REQUIRE, finder, new Modes(mode)));

            assertThat(failure.kind()).isEqualTo(Kind.KEYS);
            assertThat(log.onlyWarning()).contains("Token does not match", SPI_I, SPI_R, "127.0.0.1:");
            measures(server, knownSa());
        }
    }

    @Test
    void unknownSpisAreAnsweredWithAcceptSixAndLogged() throws Exception {
        var source = new FakeKeySource();
        try (var server = server(source)) {
            var failure = failure(server, knownSa());

            assertThat(failure.kind()).isEqualTo(Kind.KEYS);
            assertThat(failure).hasMessageContainingAll("Accept 6", SPI_I, SPI_R);
            assertThat(log.onlyWarning()).contains("no IKE SA", SPI_I, SPI_R, "127.0.0.1:");
            assertThat(source.listeners()).isZero();
        }
    }

    @Test
    @Rfc(value = 7717, section = "5.1")
    void anSaThatTheKeySourceLearnsOfALittleLaterIsFound() throws Exception {
        var source = new FakeKeySource();
        source.afterLookUp(() -> source.establish(FakeKeySource.sa(SPI)));
        try (var server = server(source)) {
            assertThat(measures(server, knownSa()).sa()).isNotNull();
            assertThat(source.listeners()).isZero();
        }
    }

    @Test
    void anotherSaThanTheOneNotKnownIsTriedOnce() throws Exception {
        try (var server = server(new FakeKeySource().knowing(FakeKeySource.sa(SPI)))) {
            var asked = new AtomicInteger();
            SaFinder rekeyed = _ -> FakeKeySource.sa(asked.getAndIncrement() == 0 ? 1 : SPI);

            var outcome = measures(server, Plans.withIke(SecurityPolicy.REQUIRE, rekeyed, Modes.ENCRYPTED));

            assertThat(sa(outcome).spiI()).isEqualTo(SPI);
        }
    }

    @Test
    void noMoreThanTwoSasAreTried() throws Exception {
        try (var server = server(new FakeKeySource())) {
            var asked = new AtomicInteger();
            SaFinder everAnother = _ -> FakeKeySource.sa(asked.incrementAndGet());

            var failure = failure(server, Plans.withIke(SecurityPolicy.REQUIRE, everAnother, Modes.ENCRYPTED));

            assertThat(failure.kind()).isEqualTo(Kind.KEYS);
            assertThat(asked).hasValue(2);
            Eventually.holds(() -> log.warnings().size() == 2, () -> "two refusals in " + log.lines());
        }
    }

    @Test
    void fallsBackToThePassphraseWhenThatIsPreferredToNothing() throws Exception {
        try (var server = TwampServer.start(Plans.server(Passphrases.file(), new FakeKeySource()), random)) {
            var outcome = measures(server, preferring(_ -> FakeKeySource.sa(SPI), Plans.passphrase(), Modes.ENCRYPTED));

            assertThat(outcome.sa()).isNull();
            assertThat(outcome.mode()).isEqualTo(Modes.ENCRYPTED);
            assertThat(log.warnings()).anyMatch(line -> line.contains("does not know the IKE SA"));
        }
    }

    @Test
    void fallsBackToUnauthenticatedOnlyIfThatWasNamed() throws Exception {
        try (var server = server(new FakeKeySource())) {
            SaFinder finder = _ -> FakeKeySource.sa(SPI);

            var failure = failure(server, preferring(finder, null, Modes.AUTHENTICATED, Modes.ENCRYPTED));
            assertThat(failure.kind()).isEqualTo(Kind.REFUSED);

            var outcome = measures(server, preferring(finder, null, Modes.AUTHENTICATED, Modes.UNAUTHENTICATED));
            assertThat(outcome.mode()).isEqualTo(Modes.UNAUTHENTICATED);
        }
    }

    @Test
    @Rfc(value = 7717, section = "5.1")
    void goesOnWithoutAnSaThatCannotBeHadAndSaysSo() throws Exception {
        try (var server = TwampServer.start(Plans.server(Passphrases.file(), new FakeKeySource()), random)) {
            SaFinder none = _ -> {
                throw new MeasurementFailure(Kind.KEYS, "IKE: the peer proved to be someone else");
            };
            var outcome = measures(server, preferring(none, Plans.passphrase(), Modes.AUTHENTICATED));

            assertThat(outcome.mode()).isEqualTo(Modes.AUTHENTICATED);
            assertThat(log.onlyWarning()).contains("no IKE SA with 127.0.0.1", "someone else");
            assertThat(failure(server, Plans.withIke(SecurityPolicy.REQUIRE, none, Modes.AUTHENTICATED)))
                    .hasMessageContaining("someone else");
        }
    }

    @Test
    @Rfc(value = 7717, section = "5.2")
    void saysWhenTheDerivedBitIsMissingAndNeedsItIfThatIsRequired() throws Exception {
        try (var server = TwampServer.start(Plans.server(Passphrases.file(), null), random)) {
            var outcome = measures(server, preferring(_ -> FakeKeySource.sa(SPI), Plans.passphrase(), Modes.ENCRYPTED));
            assertThat(outcome.mode()).isEqualTo(Modes.ENCRYPTED);
            assertThat(outcome.sa()).isNull();
            assertThat(log.onlyWarning()).contains("offers no IKEv2-derived mode");

            var failure = failure(server, knownSa());
            assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
            assertThat(failure).hasMessageContaining("offers no IKEv2-derived mode");
        }
    }

    @Test
    void doesNotLookForAnSaWhenIkeIsOff() throws Exception {
        try (var server = TwampServer.start(Plans.server(Passphrases.file(), new FakeKeySource()), random)) {
            SaFinder never = _ -> {
                throw new AssertionError("asked for an SA");
            };
            var keys = new Credentials(
                    List.of(Modes.ENCRYPTED),
                    SecurityPolicy.OFF,
                    never,
                    Plans.USER,
                    Plans.passphrase(),
                    Credentials.DEFAULT_MAX_COUNT);

            assertThat(measures(server, keys).mode()).isEqualTo(Modes.ENCRYPTED);
        }
    }

    @Test
    void doesNotRequireWhatItCannotHave() {
        assertThatThrownBy(() -> Plans.withIke(
                        SecurityPolicy.REQUIRE, _ -> FakeKeySource.sa(SPI), Modes.ENCRYPTED, Modes.UNAUTHENTICATED))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Credentials(
                        List.of(Modes.ENCRYPTED), SecurityPolicy.REQUIRE, null, "", Plans.passphrase(), 1024))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAddressThatDoesNotFitTheSaIsLoggedAndRefusedOnlyIfStrict() throws Exception {
        var source = new FakeKeySource().knowing(FakeKeySource.sa(SPI, ELSEWHERE));
        try (var server = server(source)) {
            measures(server, knownSa());
            assertThat(log.onlyWarning()).contains("from 127.0.0.1", "of 192.0.2.1", "client.example");
        }
        log.forget();
        try (var server = TwampServer.start(strict(source), random)) {
            var failure = failure(server, knownSa());

            assertThat(failure.kind()).isEqualTo(Kind.KEYS);
            assertThat(log.onlyWarning()).contains("address of the Control-Client does not fit", SPI_I, SPI_R);
        }
        try (var server = TwampServer.start(strict(source.knowing(FakeKeySource.sa(SPI))), random)) {
            measures(server, knownSa());
        }
    }

    /** A client behind a tunnel comes from an address of the inside. */
    @Test
    void anotherAddressThatTheSourceFindsThePeerByFits() throws Exception {
        var source = new FakeKeySource()
                .knowing(FakeKeySource.sa(SPI, ELSEWHERE))
                .finding(Plans.LOOPBACK, FakeKeySource.sa(SPI, ELSEWHERE));
        try (var server = TwampServer.start(strict(source), random)) {
            measures(server, knownSa());
            assertThat(log.warnings()).isEmpty();
        }
        var ofAnother = new FakeKeySource()
                .knowing(FakeKeySource.sa(SPI, ELSEWHERE))
                .finding(Plans.LOOPBACK, FakeKeySource.sa(7, Plans.LOOPBACK));
        try (var server = TwampServer.start(strict(ofAnother), random)) {
            assertThat(failure(server, knownSa()).kind()).isEqualTo(Kind.KEYS);
            assertThat(log.onlyWarning()).contains("does not fit");
        }
    }

    private static ServerPlan strict(KeySource source) {
        return new ServerPlan(
                new InetSocketAddress(Plans.LOOPBACK, 0),
                0,
                0,
                0,
                Plans.ALL,
                new Rulebook(ServerRules.of(null)),
                source,
                BindingRules.of(BindingPlan.rfc7717()),
                true,
                100,
                Duration.ofMinutes(1),
                null,
                null);
    }

    @Test
    void withholdsTheSecretAfterTooManyFailedAttempts() throws Exception {
        ServerPlan plan = Plans.server(Passphrases.file(), null);
        var settings = new ServerSettings(
                Profile.RFC7717,
                plan.offered(),
                Modes.NONE,
                1024,
                42L << 32,
                Duration.ofMinutes(1),
                Duration.ofMinutes(15),
                10);
        try (var server = TwampServer.start(plan, settings, random, () -> 0)) {
            // No time passes in which they are forgiven, yet the last is counted a moment after its answer.
            int failures = 0;
            while (failure(server, wrong(failures)).kind() == Kind.KEYS) failures++;
            assertThat(failures).isGreaterThanOrEqualTo(10);
            var failure = failure(server, Plans.withPassphrase(Modes.ENCRYPTED));

            assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
            assertThat(failure).hasMessageContaining("temporary resource limit");
            log.awaitLine(line -> line.contains("too many set-up attempts") && line.contains("'alice'"));
            // Others are served.
            measures(server, Credentials.none());
        }
    }

    private static Credentials wrong(int attempt) {
        return Plans.withPassphrase(Modes.ENCRYPTED, Secret.of(new byte[] {(byte) (attempt + 1)}));
    }

    @Test
    @Rfc(value = 7717, section = "5.1")
    void aDeletedSaDoesNotDisturbARunningSession() throws Exception {
        try (var ike = IkePair.on(Plans.LOOPBACK);
                var server = server(ike.responder())) {
            var keys = Plans.withIke(SecurityPolicy.REQUIRE, ike.finder(), Modes.ENCRYPTED);
            var plan = Plans.measurement(server.controlAddress(), w -> w.count = 300);
            var client = new TwampClient(plan, keys, random);
            var run = new CompletableFuture<List<SessionOutcome>>();
            Thread.startVirtualThread(() -> {
                try {
                    run.complete(client.measure());
                } catch (MeasurementFailure | InterruptedException e) {
                    run.completeExceptionally(e);
                }
            });
            Eventually.holds(
                    () -> client.snapshots().stream().anyMatch(s -> s.packets().received() > 10), () -> "replies");
            IkeSecret first = ike.atServer();
            ike.initiator().delete(first.spiI(), first.spiR());
            Eventually.holds(() -> ike.responder().all().isEmpty(), () -> "the SA deleted");

            var outcome = run.get(20, TimeUnit.SECONDS).getFirst();
            MeasurementTest.complete(outcome);
            assertThat(sa(outcome).spiI()).isEqualTo(first.spiI());

            // The next connection binds the newest SA.
            var next = measures(server, keys);
            assertThat(sa(next).spiI()).isNotEqualTo(first.spiI());
        }
    }

    private static BoundSa sa(SessionOutcome outcome) {
        return Objects.requireNonNull(outcome.sa(), "no IKE SA keys the session");
    }

    private static Credentials knownSa() {
        return Plans.withIke(SecurityPolicy.REQUIRE, _ -> FakeKeySource.sa(SPI), Modes.AUTHENTICATED, Modes.ENCRYPTED);
    }

    private static Credentials preferring(SaFinder finder, @Nullable Secret passphrase, Modes... modes) {
        return new Credentials(
                List.of(modes), SecurityPolicy.PREFER, finder, Plans.USER, passphrase, Credentials.DEFAULT_MAX_COUNT);
    }

    private static IkeSecret with(Secret secret) {
        IkeSecret sa = FakeKeySource.sa(SPI);
        return new IkeSecret(
                sa.spiI(), sa.spiR(), secret, sa.prf(), sa.proposal(), sa.localId(), sa.remoteId(), sa.peer());
    }

    private TwampServer server(KeySource source) throws Exception {
        return TwampServer.start(Plans.server(null, source), random);
    }

    private MeasurementFailure failure(TwampServer server, Credentials keys) {
        var client = new TwampClient(Plans.measurement(server.controlAddress()), keys, random);
        return catchThrowableOfType(MeasurementFailure.class, client::measure);
    }

    private SessionOutcome measures(TwampServer server, Credentials keys) throws Exception {
        var outcome = new TwampClient(Plans.measurement(server.controlAddress()), keys, random)
                .measure()
                .getFirst();
        MeasurementTest.complete(outcome);
        return outcome;
    }
}
