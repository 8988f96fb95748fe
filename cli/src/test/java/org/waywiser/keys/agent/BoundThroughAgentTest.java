package org.waywiser.keys.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waywiser.keys.BoundSa;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.SaBinding;
import org.waywiser.keys.SaBinding.Direction;
import org.waywiser.keys.SaBinding.Use;
import org.waywiser.keys.connections.IkeConnection;
import org.waywiser.keys.embedded.EmbeddedIke;
import org.waywiser.node.AgentSaBinder;
import org.waywiser.node.BindingPlan;
import org.waywiser.node.BindingRules;
import org.waywiser.node.BindingRules.OnDelete;
import org.waywiser.node.Credentials;
import org.waywiser.node.MeasurementPlan;
import org.waywiser.node.ServerPlan;
import org.waywiser.node.SharedKeyRule;
import org.waywiser.node.TwampClient;
import org.waywiser.node.TwampServer;
import org.waywiser.protocol.control.Profile;
import org.waywiser.protocol.ike.ChildPolicy;
import org.waywiser.protocol.ike.IkePolicy;
import org.waywiser.protocol.ike.IkeSettings;
import org.waywiser.protocol.schedule.Schedule;
import org.waywiser.security.Secret;
import org.waywiser.security.binding.Derivation;
import org.waywiser.security.binding.RootKind;
import org.waywiser.security.ike.ChildProposals;
import org.waywiser.security.ike.IkeProposals;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.security.ike.auth.PeerPolicy;
import org.waywiser.security.ike.auth.PreSharedKeys;
import org.waywiser.security.ike.auth.SharedKeyAuthenticator;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.SaName;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.ike.Identification;

/** The profiles of the drafts with an agent at each end, each with an engine of its own. draft-ietf-ippm-ipsec-01 §4. */
@Tag("net")
@Timeout(60)
class BoundThroughAgentTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final Identification CLIENT = Identities.parse("client.example");
    private static final Identification SERVER = Identities.parse("server.example");
    private static final PreSharedKeys KEYS =
            PreSharedKeys.forAnyPeer(Secret.of("a key".getBytes(StandardCharsets.US_ASCII)));
    private static final ChildPolicy CHILD = new ChildPolicy(ChildProposals.parse("aes256-sha256"));
    private static final Sid SID = new Sid(Octets.hex("7f000001e9d3a1b2c3d4e5f60badcafe"));
    private static final Octets SALT = Octets.hex("404142434445464748494a4b4c4d4e4f");

    @TempDir
    private Path directory;

    private EmbeddedIke serving;
    private EmbeddedIke calling;
    private AgentServer atServer;
    private AgentServer atClient;
    private AgentClient asServer;
    private AgentClient asClient;

    @BeforeEach
    void start() throws Exception {
        var answering = new IkePolicy(
                SharedKeyAuthenticator.towardsAnyone(SERVER, KEYS),
                PeerPolicy.sharedKeys(KEYS),
                IkeProposals.DEFAULT,
                Optional.empty());
        serving = EmbeddedIke.start(
                new InetSocketAddress(LOOPBACK, 0), IkeSettings.defaults(Optional.of(answering.withChild(CHILD))));
        calling = EmbeddedIke.startInitiator();
        atServer = agent("server.sock", serving);
        atClient = agent("client.sock", calling);
        asServer = new AgentClient(atServer.socket());
        asClient = new AgentClient(atClient.socket());
    }

    private AgentServer agent(String name, EmbeddedIke ike) throws Exception {
        return AgentServer.start(
                directory.resolve(name),
                Optional.empty(),
                Access.byFile(),
                new EmbeddedKeeper(ike, _ -> IkeConnection.towards(serving.address(), policy())));
    }

    private static IkePolicy policy() {
        return new IkePolicy(
                        SharedKeyAuthenticator.towards(SERVER, CLIENT, KEYS),
                        PeerPolicy.sharedKeys(KEYS).expecting(SERVER),
                        IkeProposals.DEFAULT,
                        Optional.of(SERVER))
                .withChild(CHILD);
    }

    @AfterEach
    void end() throws Exception {
        asClient.close();
        asServer.close();
        atClient.close();
        atServer.close();
        calling.close();
        serving.close();
    }

    static Stream<BindingPlan> plans() {
        return Stream.of(Profile.DRAFT, Profile.DRAFT_ALT1)
                .flatMap(profile -> Stream.of(RootKind.values())
                        .flatMap(root -> Stream.of(Derivation.values())
                                .map(derivation -> new BindingPlan(profile, root, derivation))));
    }

    @ParameterizedTest
    @MethodSource("plans")
    void measuresWithKeysOfAgents(BindingPlan plan) throws Exception {
        var shared = new SharedKeyRule((_, _) -> Optional.empty(), false);
        var random = new SecureRandom();
        Modes modes = Modes.AUTHENTICATED.or(Modes.ENCRYPTED);
        ServerPlan served = ServerPlan.of(new InetSocketAddress(LOOPBACK, 0), modes, null, asServer)
                .with(new BindingRules(plan, shared, OnDelete.STOP));
        try (var server = TwampServer.start(served, random)) {
            var credentials = Credentials.bound(
                    plan,
                    new AgentSaBinder(asClient, "server.example", Optional.of("server.example")),
                    shared,
                    List.of(Modes.ENCRYPTED),
                    Credentials.DEFAULT_MAX_COUNT);
            var measurement = new MeasurementPlan(
                    server.controlAddress(),
                    null,
                    0,
                    0,
                    1,
                    20,
                    () -> Schedule.fixed(1_000_000),
                    -1,
                    false,
                    Duration.ofSeconds(5),
                    Duration.ZERO,
                    0,
                    0);
            var outcome =
                    new TwampClient(measurement, credentials, random).measure().getFirst();

            assertThat(outcome.summary().packets().lost()).isZero();
            BoundSa sa = Objects.requireNonNull(outcome.sa());
            assertThat(sa.remoteId()).isEqualTo("server.example");
            assertThat(sa.name().protocol()).isEqualTo(plan.root() == RootKind.IKE_SA ? SaName.IKE : SaName.ESP);
        }
    }

    @ParameterizedTest
    @MethodSource("plans")
    void theAgentsKeysAreThoseOfTheSa(BindingPlan plan) throws Exception {
        establish();
        try (SaBinding own = calling.bind(LOOPBACK, plan.profile(), plan.root()).orElseThrow();
                SaBinding asked =
                        asClient.bind(LOOPBACK, plan.profile(), plan.root()).orElseThrow();
                SaBinding named =
                        asClient.bind(LOOPBACK, plan.profile(), own.sa().name()).orElseThrow()) {
            assertThat(asked.sa()).isEqualTo(own.sa()).isEqualTo(named.sa());
            assertThat(asked.keys(plan.profile(), SALT, 1024)).isEqualTo(own.keys(plan.profile(), SALT, 1024));
            assertThat(asked.sessionKeys(plan.profile(), SID)).isEqualTo(own.sessionKeys(plan.profile(), SID));
            assertThat(asked.alive()).isTrue();
        }
    }

    @Test
    void theAgentKeepsTheRegisterForAllWhoAsk() throws Exception {
        establish();
        try (SaBinding one = asClient.bind(LOOPBACK, Profile.DRAFT_ALT1, RootKind.IKE_SA)
                        .orElseThrow();
                SaBinding other = asClient.bind(LOOPBACK, Profile.DRAFT_ALT1, RootKind.IKE_SA)
                        .orElseThrow()) {
            assertThat(one.use(SALT)).isEqualTo(Use.FIRST);
            assertThat(other.use(SALT)).isEqualTo(Use.REPEATED);

            var claim = one.claim(Direction.FROM_HERE).orElseThrow();
            assertThat(other.claim(Direction.FROM_HERE)).isEmpty();
            other.claim(Direction.TO_HERE).orElseThrow().close();
            claim.close();
            Eventually.holds(() -> claimable(other), "the claim has ended with its connection");
        }
    }

    private static boolean claimable(SaBinding binding) {
        try {
            Optional<SaBinding.Claim> claim = binding.claim(Direction.FROM_HERE);
            claim.ifPresent(SaBinding.Claim::close);
            return claim.isPresent();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void keysOfTheSaItselfAreRefusedByName() throws Exception {
        establish();

        assertThatExceptionOfType(AgentFailure.class)
                .isThrownBy(() -> asClient.bind(LOOPBACK, Profile.DRAFT_ALT2, RootKind.IPSEC_SA))
                .withMessageContaining("draft-alt2")
                .returns(AgentError.UNSUPPORTED, AgentFailure::error);
    }

    @Test
    void bothEndsHaveTheSameKeysOfAStampSession() throws Exception {
        IkeSecret sa = establish();

        var here = asClient.stampKeys(sa.spiI(), sa.spiR(), 0xbeef).orElseThrow();
        assertThat(asServer.stampKeys(sa.spiI(), sa.spiR(), 0xbeef)).hasValue(here);
        assertThat(here.sender()).isNotEqualTo(here.reflector());
        assertThat(asClient.stampKeys(sa.spiI(), sa.spiR(), 0xbeee).orElseThrow())
                .isNotEqualTo(here);
        assertThat(asClient.stampKeys(sa.spiI(), ~sa.spiR(), 0xbeef)).isEmpty();
    }

    @Test
    void anSaThatIsNotThisUsersIsNotThere() throws Exception {
        establish();
        var keeper = new EmbeddedKeeper(calling, _ -> IkeConnection.towards(serving.address(), policy()));
        var request = new BindingRequest.Newest(LOOPBACK, Profile.DRAFT, RootKind.IKE_SA);
        var allowed = new BindingAnswers(keeper, new Access.Rights(false, Set.of("server.example")));
        var refused = new BindingAnswers(keeper, new Access.Rights(false, Set.of("other.example")));

        assertThat(allowed.answer(request).text().has("bound")).isTrue();
        assertThatExceptionOfType(AgentFailure.class)
                .isThrownBy(() -> refused.answer(request))
                .returns(AgentError.NOT_FOUND, AgentFailure::error);
    }

    @Test
    void workIsRefusedThatAnAskerChoosesTooHard() throws Exception {
        establish();
        try (SaBinding binding =
                asClient.bind(LOOPBACK, Profile.DRAFT, RootKind.IKE_SA).orElseThrow()) {
            assertThatExceptionOfType(AgentFailure.class)
                    .isThrownBy(() -> binding.keys(Profile.DRAFT, SALT, 1L << 31))
                    .returns(AgentError.MALFORMED, AgentFailure::error);
        }
    }

    private IkeSecret establish() throws Exception {
        IkeSecret sa = calling.establish(serving.address(), policy(), Duration.ofSeconds(10));
        Eventually.holds(() -> serving.bySpis(sa.spiI(), sa.spiR()).isPresent(), "the SA at the server");
        return sa;
    }
}
