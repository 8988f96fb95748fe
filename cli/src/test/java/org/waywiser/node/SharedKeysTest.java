package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waywiser.node.BindingRules.OnDelete;
import org.waywiser.node.MeasurementFailure.Kind;
import org.waywiser.node.Plans.Wanted;
import org.waywiser.protocol.control.Profile;
import org.waywiser.security.binding.Derivation;
import org.waywiser.security.binding.RootKind;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.Sid;

/** Where and how keys are used that connections and sessions share. draft-ietf-ippm-ipsec-01 §4.3. */
@Tag("net")
@Timeout(60)
class SharedKeysTest {
    private static final SharedKeyRule PROTECTED = Plans.PROTECTED;
    private static final BindingPlan ALT2 = new BindingPlan(Profile.DRAFT_ALT2, RootKind.IPSEC_SA, Derivation.DIRECT);

    private final SecureRandom random = new SecureRandom();
    private final NodeLog log = new NodeLog();

    @AfterEach
    void closeLog() {
        log.close();
    }

    static Stream<BindingPlan> sharing() {
        return DraftBindingTest.plans().stream().filter(BindingPlan::sharesKeys);
    }

    static Stream<BindingPlan> notSharing() {
        return DraftBindingTest.plans().stream().filter(plan -> !plan.sharesKeys());
    }

    @Test
    void threeOfTheNinePlansShareKeys() {
        assertThat(sharing()).hasSize(3);
        assertThat(notSharing()).hasSize(6);
    }

    @ParameterizedTest
    @MethodSource("sharing")
    void aServerThatCannotTellWhatProtectsThePathDoesNotServe(BindingPlan plan) throws Exception {
        try (var server = server(plan, SharedKeyRule.STRICT)) {
            assertThat(failure(server, plan, Plans.LABORATORY)).hasMessageContaining("not willing");
            assertThat(log.warnings()).anyMatch(line -> line.contains("UNPROTECTED") && line.contains("refused"));
        }
    }

    @ParameterizedTest
    @MethodSource("sharing")
    void aClientThatCannotTellWhatProtectsThePathDoesNotMeasure(BindingPlan plan) throws Exception {
        try (var server = server(plan, Plans.LABORATORY)) {
            MeasurementFailure failure = failure(server, plan, SharedKeyRule.STRICT);

            assertThat(failure.kind()).isEqualTo(Kind.KEYS);
            assertThat(failure).hasMessageContainingAll("UNPROTECTED", "--allow-unprotected-alt");
        }
    }

    @ParameterizedTest
    @MethodSource("sharing")
    void aLaboratoryIsWarnedAtBothEndsAndInTheReport(BindingPlan plan) throws Exception {
        try (var server = server(plan, Plans.LABORATORY)) {
            SessionOutcome outcome = measure(server, plan, Plans.LABORATORY, FakeSa.known(), _ -> {});

            MeasurementTest.complete(outcome);
            assertThat(outcome.warnings()).anyMatch(line -> line.startsWith("UNPROTECTED"));
            assertThat(log.warnings().stream().filter(line -> line.contains("UNPROTECTED")))
                    .hasSizeGreaterThanOrEqualTo(2);
        }
    }

    @ParameterizedTest
    @MethodSource("sharing")
    void aProtectedPathNeedsNoPermission(BindingPlan plan) throws Exception {
        try (var server = server(plan, PROTECTED)) {
            SessionOutcome outcome = measure(server, plan, PROTECTED, FakeSa.known(), _ -> {});

            MeasurementTest.complete(outcome);
            assertThat(outcome.warnings()).noneMatch(line -> line.startsWith("UNPROTECTED"));
            assertThat(outcome.warnings().stream().anyMatch(line -> line.contains("ESP SA")))
                    .as("of alternative 2 that the traffic has these keys")
                    .isEqualTo(plan.profile() == Profile.DRAFT_ALT2);
            assertThat(log.warnings()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("notSharing")
    void whereKeysAreNotSharedThePathIsNotAskedFor(BindingPlan plan) throws Exception {
        try (var server = server(plan, SharedKeyRule.STRICT)) {
            SessionOutcome outcome = measure(server, plan, SharedKeyRule.STRICT, FakeSa.known(), _ -> {});

            MeasurementTest.complete(outcome);
            assertThat(outcome.warnings()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("sharing")
    void theServerHasOneSessionAtATime(BindingPlan plan) throws Exception {
        try (var server = server(plan, PROTECTED)) {
            var long1 = client(server, plan, FakeSa.known(), w -> {
                w.count = 1_000_000;
                w.timeout = Duration.ofMillis(200);
            });
            var first = CompletableFuture.supplyAsync(() -> catchThrowableOfType(Exception.class, long1::measure));
            Eventually.holds(() -> !long1.snapshots().isEmpty(), () -> "the first session runs");

            MeasurementFailure second = failure(server, plan, PROTECTED);
            assertThat(second.kind()).isEqualTo(Kind.REFUSED);
            assertThat(second).hasMessageContaining("one session at a time");

            long1.stop();
            assertThat(first.join()).isNull();
            Eventually.idle(server);
            MeasurementTest.complete(measure(server, plan, PROTECTED, FakeSa.known(), _ -> {}));
        }
    }

    @ParameterizedTest
    @MethodSource("sharing")
    void theClientHasOneSessionAtATime(BindingPlan plan) throws Exception {
        try (var server = server(plan, PROTECTED)) {
            var failure = catchThrowableOfType(
                    MeasurementFailure.class,
                    () -> measure(server, plan, PROTECTED, FakeSa.known(), w -> w.sessions = 2));

            assertThat(failure).hasMessageContaining("one test session at a time");
            Eventually.idle(server);
            MeasurementTest.complete(measure(server, plan, PROTECTED, FakeSa.known(), _ -> {}));
        }
    }

    @ParameterizedTest
    @MethodSource("org.waywiser.node.DraftBindingTest#plans")
    void theServerGivesNoSidTwiceWhereKeysDependOnIt(BindingPlan plan) throws Exception {
        var same = new Sid(Octets.hex("7f000001e9d3a1b2c3d4e5f60badcafe"));
        var other = new Sid(Octets.hex("7f000001e9d3a1b2c3d4e5f60badcaff"));
        var drawn = new AtomicInteger();
        ServerPlan served = Plans.server(null, FakeSa.known()).with(rules(plan, PROTECTED));
        try (var server = TwampServer.start(
                served,
                served.settings(0),
                random,
                System::nanoTime,
                () -> drawn.getAndIncrement() < 2 ? same : other)) {
            Consumer<Wanted> brief = w -> w.timeout = Duration.ofMillis(500);
            assertThat(measure(server, plan, PROTECTED, FakeSa.known(), brief).sid())
                    .isEqualTo(same);
            Eventually.idle(server);

            boolean fresh = plan.profile() == Profile.DRAFT && plan.derivation() == Derivation.DIRECT;
            assertThat(measure(server, plan, PROTECTED, FakeSa.known(), brief).sid())
                    .isEqualTo(fresh ? same : other);
        }
    }

    @ParameterizedTest
    @MethodSource("sharing")
    void aRequestThatDoesNotSayWhenItBeginsIsRefused(BindingPlan plan) throws Exception {
        try (var server = server(plan, PROTECTED);
                var client = new RawClient(server)) {
            client.bound(plan.profile(), FakeSa.known().of(plan), Modes.ENCRYPTED, Octets.zeros(16));
            client.send(client.sealed(RawClient.request(20001)));

            assertThat(client.accepted().accept().ok()).isFalse();
            assertThat(log.onlyWarning()).contains("Start Time");
        }
    }

    /** Policies may change while a connection stands. */
    @ParameterizedTest
    @MethodSource("sharing")
    void aPathThatHasLostItsProtectionCarriesNoMoreSessions(BindingPlan plan) throws Exception {
        var lost = new AtomicBoolean();
        var rule = new SharedKeyRule((_, _) -> lost.get() ? Optional.of("it is lost") : Optional.empty(), false);
        try (var server = server(plan, rule);
                var client = new RawClient(server)) {
            client.bound(plan.profile(), FakeSa.known().of(plan), Modes.ENCRYPTED, Octets.zeros(16));
            lost.set(true);
            client.send(client.sealed(RawSender.request(20001)));

            assertThat(client.accepted().accept()).isEqualTo(Accept.FAILURE);
            assertThat(log.onlyWarning()).contains("UNPROTECTED", "it is lost", "refused");
        }
    }

    @Test
    void anSaThatHasSeenTooManyConnectionsServesNoMore() throws Exception {
        FakeSa tired = FakeSa.known().afterConnections(65_536);
        try (var server = TwampServer.start(Plans.server(null, tired).with(rules(ALT2, PROTECTED)), random)) {
            MeasurementFailure failure = failure(server, ALT2, PROTECTED);

            assertThat(failure.kind()).isEqualTo(Kind.KEYS);
            assertThat(log.onlyWarning()).contains("rekeyed first");
        }
        FakeSa almost = FakeSa.known().afterConnections(65_533);
        try (var server = TwampServer.start(Plans.server(null, almost).with(rules(ALT2, PROTECTED)), random)) {
            MeasurementTest.complete(measure(server, ALT2, PROTECTED, FakeSa.known(), _ -> {}));
        }
    }

    static BindingRules rules(BindingPlan plan, SharedKeyRule rule) {
        return new BindingRules(plan, rule, OnDelete.KEEP);
    }

    private TwampServer server(BindingPlan plan, SharedKeyRule rule) throws Exception {
        return TwampServer.start(Plans.server(null, FakeSa.known()).with(rules(plan, rule)), random);
    }

    private TwampClient client(TwampServer server, BindingPlan plan, FakeSa sa, Consumer<Wanted> changes) {
        return client(server, plan, PROTECTED, sa, changes);
    }

    private TwampClient client(
            TwampServer server, BindingPlan plan, SharedKeyRule rule, FakeSa sa, Consumer<Wanted> changes) {
        Credentials credentials =
                Credentials.bound(plan, sa, rule, List.of(Modes.ENCRYPTED), Credentials.DEFAULT_MAX_COUNT);
        return new TwampClient(Plans.measurement(server.controlAddress(), changes), credentials, random);
    }

    private SessionOutcome measure(
            TwampServer server, BindingPlan plan, SharedKeyRule rule, FakeSa sa, Consumer<Wanted> changes)
            throws Exception {
        return client(server, plan, rule, sa, changes).measure().getFirst();
    }

    private MeasurementFailure failure(TwampServer server, BindingPlan plan, SharedKeyRule rule) {
        return Objects.requireNonNull(catchThrowableOfType(
                MeasurementFailure.class, () -> measure(server, plan, rule, FakeSa.known(), _ -> {})));
    }
}
