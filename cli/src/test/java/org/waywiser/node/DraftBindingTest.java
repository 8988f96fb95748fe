package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.waywiser.keys.BoundSa;
import org.waywiser.node.BindingRules.OnDelete;
import org.waywiser.node.MeasurementFailure.Kind;
import org.waywiser.protocol.control.Profile;
import org.waywiser.security.binding.Derivation;
import org.waywiser.security.binding.RootKind;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.SaName;

/** Measurements keyed from the SA that a greeting names. draft-ietf-ippm-ipsec-01 §4. */
@Tag("net")
@Timeout(60)
class DraftBindingTest {
    private static final int ROWS = 8 + 8 + 2;

    private final SecureRandom random = new SecureRandom();
    private final NodeLog log = new NodeLog();

    static Stream<Arguments> rows() {
        var rows = Stream.<Arguments>builder();
        for (Modes mode : List.of(Modes.AUTHENTICATED, Modes.ENCRYPTED)) {
            for (BindingPlan plan : plans()) rows.add(Arguments.of(plan, mode));
        }
        return rows.build();
    }

    /** All that profile, root and derivation allow together. */
    static List<BindingPlan> plans() {
        var plans = Stream.<BindingPlan>builder();
        for (Profile profile : List.of(Profile.DRAFT, Profile.DRAFT_ALT1)) {
            for (RootKind root : RootKind.values()) {
                for (Derivation derivation : Derivation.values()) plans.add(new BindingPlan(profile, root, derivation));
            }
        }
        return plans.add(new BindingPlan(Profile.DRAFT_ALT2, RootKind.IPSEC_SA, Derivation.DIRECT))
                .build()
                .toList();
    }

    @Test
    void everyRowIsThere() {
        assertThat(rows()).hasSize(ROWS);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void measuresWithoutLoss(BindingPlan plan, Modes mode) throws Exception {
        try (var server = server(plan, FakeSa.known())) {
            SessionOutcome outcome = measure(server, plan, FakeSa.known(), mode);

            assertThat(outcome.summary().packets().lost()).isZero();
            assertThat(outcome.summary().packets().received()).isEqualTo(20);
            assertThat(outcome.mode()).isEqualTo(mode);
            BoundSa sa = Objects.requireNonNull(outcome.sa());
            assertThat(sa.name()).isEqualTo(plan.root() == RootKind.IKE_SA ? FakeSa.IKE : FakeSa.ESP);
        }
    }

    @ParameterizedTest
    @MethodSource("plans")
    void anSpiThatIsNotSharedClosesTheConnection(BindingPlan plan) throws Exception {
        var elsewhere = FakeSa.known().named(SaName.ofIke(1L << 32, 2L << 32), new SaName(SaName.ESP, 1, 2));
        try (var server = server(plan, elsewhere)) {
            MeasurementFailure failure = failure(server, plan, FakeSa.known());

            assertThat(failure.kind()).isEqualTo(Kind.KEYS);
            assertThat(failure)
                    .hasMessageContainingAll(
                            "SPIi 00000001", "SPIr 00000002", plan.profile().toString());
        }
    }

    @ParameterizedTest
    @MethodSource("plans")
    void swappedSpisCloseTheConnection(BindingPlan plan) throws Exception {
        var swapped = FakeSa.known()
                .named(
                        new SaName(SaName.IKE, FakeSa.IKE.spiR(), FakeSa.IKE.spiI()),
                        new SaName(SaName.ESP, FakeSa.ESP.spiR(), FakeSa.ESP.spiI()));
        try (var server = server(plan, swapped)) {
            assertThat(failure(server, plan, FakeSa.known()).kind()).isEqualTo(Kind.KEYS);
        }
    }

    @ParameterizedTest
    @MethodSource("plans")
    void anotherProtocolClosesTheConnection(BindingPlan plan) throws Exception {
        var otherProtocol = FakeSa.known()
                .named(
                        new SaName(SaName.ESP, FakeSa.IKE.spiI(), FakeSa.IKE.spiR()),
                        new SaName(SaName.AH, FakeSa.ESP.spiI(), FakeSa.ESP.spiR()));
        try (var server = server(plan, otherProtocol)) {
            assertThat(failure(server, plan, FakeSa.known()).kind()).isEqualTo(Kind.KEYS);
        }
    }

    @ParameterizedTest
    @MethodSource("plans")
    void otherKeysUnderTheSameNameAreAFailureOfKeys(BindingPlan plan) throws Exception {
        try (var server = server(plan, FakeSa.known())) {
            assertThat(failure(server, plan, FakeSa.withOtherKeys()).kind()).isEqualTo(Kind.KEYS);

            assertThat(measure(server, plan, FakeSa.known(), Modes.ENCRYPTED)
                            .summary()
                            .packets()
                            .lost())
                    .as("the right keys still do")
                    .isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Profile.class,
            names = {"RFC7717", "DRAFT"})
    void aServerOfAnotherProfileIsRecognized(Profile spoken) throws Exception {
        var plan = new BindingPlan(Profile.DRAFT_ALT1, RootKind.IKE_SA, Derivation.DIRECT);
        var other = new BindingPlan(spoken, RootKind.IKE_SA, Derivation.DIRECT);
        try (var server = server(other, FakeSa.known())) {
            assertThat(failure(server, plan, FakeSa.known())).hasMessageContaining("another profile");
        }
    }

    @Test
    void aServerWithoutProfilesNamesNoSa() throws Exception {
        var plan = new BindingPlan(Profile.DRAFT, RootKind.IKE_SA, Derivation.DIRECT);
        try (var server = server(BindingPlan.rfc7717(), FakeSa.known())) {
            assertThat(failure(server, plan, FakeSa.known())).hasMessageContaining("names no SA");
        }
    }

    @Test
    void withoutAnSaTheAlternativesDoNotWishToCommunicate() throws Exception {
        var plan = new BindingPlan(Profile.DRAFT_ALT1, RootKind.IKE_SA, Derivation.SESSION_ID);
        var gone = FakeSa.known();
        gone.delete();
        try (var server = server(plan, gone)) {
            assertThat(failure(server, plan, FakeSa.known())).hasMessageContaining("not willing");
            assertThat(log.onlyWarning()).contains("no SA is shared");
        }
    }

    @ParameterizedTest
    @MethodSource("plans")
    void keysSharedWithConnectionsThatNobodyCountedAreNotServed(BindingPlan plan) throws Exception {
        try (var server = server(plan, FakeSa.olderThanTheProcess())) {
            if (plan.profile() == Profile.DRAFT) {
                // a key for each connection, in its Token
                MeasurementTest.complete(measure(server, plan, FakeSa.known(), Modes.ENCRYPTED));
            } else {
                assertThat(failure(server, plan, FakeSa.known())).hasMessageContaining("not willing");
                assertThat(log.warnings()).anyMatch(line -> line.contains("rekeyed first"));
            }
        }
    }

    /** The same SA has both names. */
    @ParameterizedTest
    @MethodSource("ofSeveralRoots")
    void anotherRootClosesTheConnectionAndIsNamed(BindingPlan plan) throws Exception {
        RootKind root = plan.root() == RootKind.IKE_SA ? RootKind.IPSEC_SA : RootKind.IKE_SA;
        var other = new BindingPlan(plan.profile(), root, plan.derivation());
        try (var server = server(other, FakeSa.known())) {
            MeasurementFailure failure = failure(server, plan, FakeSa.known());

            assertThat(failure.kind()).isEqualTo(Kind.KEYS);
            assertThat(failure).hasMessageContainingAll("root " + plan.root(), "--root");
        }
    }

    static Stream<BindingPlan> ofSeveralRoots() {
        return plans().stream().filter(plan -> plan.profile() != Profile.DRAFT_ALT2);
    }

    @ParameterizedTest
    @EnumSource(value = Derivation.class)
    void aClassicClientIsServedOnADraftPort(Derivation derivation) throws Exception {
        var plan = new BindingPlan(Profile.DRAFT, RootKind.IKE_SA, derivation);
        ServerPlan both = Plans.server(Passphrases.file(), FakeSa.known()).with(plan);
        try (var server = TwampServer.start(both, random)) {
            for (Credentials classic : List.of(Credentials.none(), Plans.withPassphrase(Modes.ENCRYPTED))) {
                SessionOutcome outcome = new TwampClient(Plans.measurement(server.controlAddress()), classic, random)
                        .measure()
                        .getFirst();
                assertThat(outcome.summary().packets().lost()).isZero();
                assertThat(outcome.sa()).isNull();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("plans")
    void aGreetingOffersTheBitOfTheDraftsAndNothingAboveIt(BindingPlan plan) throws Exception {
        Modes keyed = Modes.AUTHENTICATED.or(Modes.ENCRYPTED).or(Modes.IPSEC);
        try (var server = server(plan, FakeSa.known());
                var client = new RawClient(server)) {
            RawClient.Greeted greeted = client.greeting(plan.profile());

            assertThat(greeted.modes())
                    .isEqualTo(plan.profile() == Profile.DRAFT ? keyed.or(Modes.UNAUTHENTICATED) : keyed);
            assertThat(greeted.sa()).isEqualTo(plan.root() == RootKind.IKE_SA ? FakeSa.IKE : FakeSa.ESP);
        }
    }

    @ParameterizedTest
    @MethodSource("plans")
    void keysOfTheSaAreWipedWithTheConnectionAtBothEnds(BindingPlan plan) throws Exception {
        FakeSa there = FakeSa.known();
        FakeSa here = FakeSa.known();
        try (var server = server(plan, there)) {
            measure(server, plan, here, Modes.ENCRYPTED);
            assertThat(failure(server, plan, FakeSa.withOtherKeys()).kind()).isEqualTo(Kind.KEYS);
            Eventually.holds(() -> server.connections() == 0, () -> "no connection is left");
        }
        assertThat(there.given()).hasSize(2);
        assertThat(here.given()).hasSize(1);
        Stream.concat(there.given().stream(), here.given().stream())
                .forEach(binding -> assertThatThrownBy(() -> binding.keys(plan.profile(), Octets.zeros(16), 1024))
                        .isInstanceOf(IllegalStateException.class));
    }

    private TwampServer server(BindingPlan plan, FakeSa sa) throws Exception {
        return TwampServer.start(
                Plans.server(null, sa).with(new BindingRules(plan, Plans.LABORATORY, OnDelete.KEEP)), random);
    }

    private SessionOutcome measure(TwampServer server, BindingPlan plan, FakeSa sa, Modes mode) throws Exception {
        Credentials credentials =
                Credentials.bound(plan, sa, Plans.LABORATORY, List.of(mode), Credentials.DEFAULT_MAX_COUNT);
        return new TwampClient(Plans.measurement(server.controlAddress()), credentials, random)
                .measure()
                .getFirst();
    }

    private MeasurementFailure failure(TwampServer server, BindingPlan plan, FakeSa sa) {
        return Objects.requireNonNull(
                catchThrowableOfType(MeasurementFailure.class, () -> measure(server, plan, sa, Modes.AUTHENTICATED)));
    }
}
