package org.waywiser.keys.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.connections.IkeConnection;
import org.waywiser.node.BindingPlan;
import org.waywiser.node.BindingRules;
import org.waywiser.node.BindingRules.OnDelete;
import org.waywiser.node.Credentials;
import org.waywiser.node.EmbeddedSaBinder;
import org.waywiser.node.MeasurementFailure;
import org.waywiser.node.MeasurementPlan;
import org.waywiser.node.ServerPlan;
import org.waywiser.node.SessionOutcome;
import org.waywiser.node.SharedKeyRule;
import org.waywiser.node.TwampClient;
import org.waywiser.node.TwampServer;
import org.waywiser.protocol.control.Profile;
import org.waywiser.protocol.ike.ChildPolicy;
import org.waywiser.protocol.ike.IkeInput;
import org.waywiser.protocol.ike.IkePolicy;
import org.waywiser.protocol.ike.IkeSettings;
import org.waywiser.protocol.ike.PpkPolicy;
import org.waywiser.protocol.metrics.DropReason;
import org.waywiser.protocol.schedule.Schedule;
import org.waywiser.security.Secret;
import org.waywiser.security.binding.Derivation;
import org.waywiser.security.binding.RootKind;
import org.waywiser.security.ike.ChildProposals;
import org.waywiser.security.ike.IkeProposals;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.security.ike.auth.PeerPolicy;
import org.waywiser.security.ike.auth.PostQuantumKeys;
import org.waywiser.security.ike.auth.PreSharedKeys;
import org.waywiser.security.ike.auth.SharedKeyAuthenticator;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.ike.Identification;

/** Measurements whose SAs are rekeyed, deleted or lack a post-quantum key. draft-ietf-ippm-ipsec-01 §4. */
@Tag("net")
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class RekeyedMeasurementTest {
    private static final int REKEYS = 2;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final Identification CLIENT = Identities.parse("client.example");
    private static final Identification SERVER = Identities.parse("server.example");
    private static final PreSharedKeys KEYS =
            PreSharedKeys.forAnyPeer(Secret.of("a key".getBytes(StandardCharsets.US_ASCII)));
    private static final PpkPolicy PPK = new PpkPolicy(
            new PostQuantumKeys(
                    List.of(new PostQuantumKeys.Ppk(Optional.empty(), Octets.hex("70706b"), Secret.owning(new byte[] {
                        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
                        27, 28, 29, 30, 31, 32
                    })))),
            true);

    private final SecureRandom random = new SecureRandom();

    /** Two engines with one SA and one child between them. */
    private record Ends(EmbeddedIke client, EmbeddedIke server, IkeConnection connection) implements AutoCloseable {
        static Ends with(IkePolicy calling, IkePolicy answering) throws Exception {
            var child = new ChildPolicy(ChildProposals.parse("aes256-sha256"));
            var server = EmbeddedIke.start(
                    new InetSocketAddress(LOOPBACK, 0), IkeSettings.defaults(Optional.of(answering.withChild(child))));
            var ends = new Ends(
                    EmbeddedIke.startInitiator(),
                    server,
                    IkeConnection.towards(server.address(), calling.withChild(child)));
            ends.client
                    .establish(server.address(), calling.withChild(child), Duration.ofSeconds(10))
                    .secret()
                    .wipe();
            ends.awaitAgreement(0);
            return ends;
        }

        static Ends plain() throws Exception {
            return with(calling(), answering());
        }

        private static IkePolicy calling() {
            return new IkePolicy(
                    SharedKeyAuthenticator.towards(SERVER, CLIENT, KEYS),
                    PeerPolicy.sharedKeys(KEYS).expecting(SERVER),
                    IkeProposals.DEFAULT,
                    Optional.of(SERVER));
        }

        private static IkePolicy answering() {
            return new IkePolicy(
                    SharedKeyAuthenticator.towardsAnyone(SERVER, KEYS),
                    PeerPolicy.sharedKeys(KEYS),
                    IkeProposals.DEFAULT,
                    Optional.empty());
        }

        /** Both know one and the same SA and child, which are not those of before. */
        private void awaitAgreement(long before) {
            eventually(
                    () -> {
                        List<IkeSecret> here = client.all();
                        List<IkeSecret> there = server.all();
                        return here.size() == 1
                                && there.size() == 1
                                && here.getFirst().spiI() == there.getFirst().spiI()
                                && Math.min(
                                                children(client).size(),
                                                children(server).size())
                                        == 1
                                && Math.max(
                                                children(client).size(),
                                                children(server).size())
                                        == 1
                                && here.getFirst().spiI() + children(client).getFirst() != before;
                    },
                    "one new SA at both ends");
        }

        private long state() {
            return sa().spiI() + children(client).getFirst();
        }

        private static List<Integer> children(EmbeddedIke end) {
            List<IkeSecret> sas = end.all();
            return sas.isEmpty()
                    ? List.of()
                    : end.children(sas.getLast().spiI(), sas.getLast().spiR());
        }

        private IkeSecret sa() {
            return client.all().getLast();
        }

        void rekeyIke(EmbeddedIke by) {
            long before = state();
            by.ask(new IkeInput.Rekey(sa().spiI(), sa().spiR()));
            awaitAgreement(before);
        }

        void rekeyChild(EmbeddedIke by) {
            long before = state();
            by.ask(new IkeInput.RekeyChild(
                    sa().spiI(), sa().spiR(), children(by).getFirst()));
            awaitAgreement(before);
        }

        @Override
        public void close() {
            client.close();
            server.close();
        }
    }

    static Stream<BindingPlan> plans() {
        return Stream.of(
                new BindingPlan(Profile.DRAFT, RootKind.IKE_SA, Derivation.DIRECT),
                new BindingPlan(Profile.DRAFT, RootKind.IPSEC_SA, Derivation.SESSION_ID),
                new BindingPlan(Profile.DRAFT_ALT1, RootKind.IKE_SA, Derivation.SESSION_ID),
                new BindingPlan(Profile.DRAFT_ALT1, RootKind.IPSEC_SA, Derivation.DIRECT),
                new BindingPlan(Profile.DRAFT_ALT2, RootKind.IPSEC_SA, Derivation.DIRECT));
    }

    /** A session runs throughout; one of its time begins after each rekey, and binds what is newest. */
    @ParameterizedTest
    @MethodSource("plans")
    void sessionsGoOnThroughRekeysAndTheirEnd(BindingPlan plan) throws Exception {
        try (var ends = Ends.plain();
                var server = server(ends, plan, OnDelete.KEEP)) {
            TwampClient running = client(ends, plan, server, 1_000_000);
            var outcome = CompletableFuture.supplyAsync(() -> measured(running), Thread::startVirtualThread);
            eventually(() -> !running.snapshots().isEmpty(), "packets");
            var names = new HashSet<Object>();
            for (int i = 0; i < REKEYS; i++) {
                for (EmbeddedIke end : List.of(ends.client, ends.server)) {
                    if (plan.root() == RootKind.IKE_SA) ends.rekeyChild(end);
                    ends.rekeyIke(end);
                    if (plan.root() == RootKind.IPSEC_SA) ends.rekeyChild(end);
                    var next = measured(client(ends, plan, server, 20));
                    assertThat(next.summary().packets().lost()).isZero();
                    assertThat(names.add(Objects.requireNonNull(next.sa()).name()))
                            .as("the newest SA")
                            .isTrue();
                }
            }
            ends.client.delete(ends.sa().spiI(), ends.sa().spiR());
            eventually(() -> ends.client.all().isEmpty() && ends.server.all().isEmpty(), "both have deleted it");
            long sent = running.snapshots().getFirst().packets().received();
            eventually(
                    () -> running.snapshots().getFirst().packets().received() > sent + 50, "packets after the delete");
            running.stop();

            var summary = outcome.join().summary();
            assertThat(summary.packets().lost()).isZero();
            assertThat(summary.drops()).doesNotContainKey(DropReason.BAD_HMAC);
            assertThat(summary.packets().received()).isGreaterThan(100);
        }
    }

    @ParameterizedTest
    @MethodSource("plans")
    void sessionsEndWithTheirSaWhereThatIsWanted(BindingPlan plan) throws Exception {
        try (var ends = Ends.plain();
                var server = server(ends, plan, OnDelete.STOP)) {
            TwampClient running = client(ends, plan, server, 1_000_000);
            var outcome = CompletableFuture.supplyAsync(() -> measured(running), Thread::startVirtualThread);
            eventually(() -> !running.snapshots().isEmpty(), "packets");
            ends.rekeyIke(ends.client);
            ends.rekeyChild(ends.server);

            ends.server.delete(ends.sa().spiI(), ends.sa().spiR());

            assertThat(outcome.join().interruption()).contains("control connection broke");
        }
    }

    /** A successor is no end: whoever was keyed from the SA of before goes on. */
    @Test
    void aRekeyDoesNotEndSessionsWhereADeleteDoes() throws Exception {
        var plan = new BindingPlan(Profile.DRAFT, RootKind.IKE_SA, Derivation.DIRECT);
        try (var ends = Ends.plain();
                var server = server(ends, plan, OnDelete.STOP)) {
            TwampClient running = client(ends, plan, server, 2_000);
            var outcome = CompletableFuture.supplyAsync(() -> measured(running), Thread::startVirtualThread);
            eventually(() -> !running.snapshots().isEmpty(), "packets");
            ends.rekeyIke(ends.server);

            assertThat(outcome.join().interruption()).isNull();
            assertThat(outcome.join().summary().packets().lost()).isZero();
        }
    }

    /** It enters SK_d and all that comes of that, yet not the first SKEYSEED. RFC 8784 §3. */
    @Test
    @Rfc(value = 8784, section = "3")
    void skeyseedWithoutThePostQuantumKeyIsNoRootUntilItIsRekeyed() throws Exception {
        var ofIke = new BindingPlan(Profile.DRAFT, RootKind.IKE_SA, Derivation.DIRECT);
        var ofChild = new BindingPlan(Profile.DRAFT, RootKind.IPSEC_SA, Derivation.DIRECT);
        try (var ends = Ends.with(Ends.calling().withPpk(PPK), Ends.answering().withPpk(PPK));
                var server = server(ends, ofIke, OnDelete.KEEP);
                var serverOfChild = server(ends, ofChild, OnDelete.KEEP)) {
            assertThat(ends.client.bind(LOOPBACK, Profile.DRAFT, RootKind.IKE_SA))
                    .isEmpty();
            var failure = catchThrowableOfType(
                    MeasurementFailure.class,
                    () -> client(ends, ofIke, server, 20).measure());
            assertThat(failure).hasMessageContaining("lacks until the SA is rekeyed");
            assertThat(ends.server.bind(LOOPBACK, Profile.DRAFT, RootKind.IKE_SA))
                    .isEmpty();
            assertThat(measured(client(ends, ofChild, serverOfChild, 20))
                            .summary()
                            .packets()
                            .lost())
                    .as("KEYMAT comes of SK_d, which has it")
                    .isZero();

            ends.rekeyIke(ends.client);

            assertThat(measured(client(ends, ofIke, server, 20))
                            .summary()
                            .packets()
                            .lost())
                    .isZero();
        }
    }

    private TwampServer server(Ends ends, BindingPlan plan, OnDelete onDelete) throws Exception {
        var rules = new BindingRules(plan, new SharedKeyRule((_, _) -> Optional.empty(), false), onDelete);
        Modes modes = Modes.AUTHENTICATED.or(Modes.ENCRYPTED);
        return TwampServer.start(
                ServerPlan.of(new InetSocketAddress(LOOPBACK, 0), modes, null, ends.server)
                        .with(rules),
                random);
    }

    private TwampClient client(Ends ends, BindingPlan plan, TwampServer server, long count) {
        var credentials = Credentials.bound(
                plan,
                new EmbeddedSaBinder(ends.client, ends.connection),
                new SharedKeyRule((_, _) -> Optional.empty(), false),
                List.of(Modes.ENCRYPTED),
                Credentials.DEFAULT_MAX_COUNT);
        var measurement = new MeasurementPlan(
                server.controlAddress(),
                null,
                0,
                0,
                1,
                count,
                () -> Schedule.fixed(1_000_000),
                -1,
                false,
                Duration.ofSeconds(5),
                Duration.ZERO,
                0,
                0);
        return new TwampClient(measurement, credentials, random);
    }

    private static SessionOutcome measured(TwampClient client) {
        try {
            return client.measure().getFirst();
        } catch (MeasurementFailure | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void eventually(BooleanSupplier condition, String what) {
        long begun = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begun > PATIENCE_NANOS) throw new AssertionError("still not: " + what);
            LockSupport.parkNanos(200_000);
        }
    }
}
