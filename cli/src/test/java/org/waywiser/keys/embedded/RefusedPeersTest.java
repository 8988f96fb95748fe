package org.waywiser.keys.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waywiser.keys.credentials.CertifiedKey;
import org.waywiser.keys.credentials.IkeCredentials;
import org.waywiser.keys.credentials.IkeCredentials.Expected;
import org.waywiser.keys.credentials.LaboratoryCa;
import org.waywiser.protocol.ike.FailureReason;
import org.waywiser.protocol.ike.IkePolicy;
import org.waywiser.protocol.ike.IkeSettings;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.IkeProposals;
import org.waywiser.security.ike.Prf;
import org.waywiser.security.ike.auth.AuthenticationFailed;
import org.waywiser.security.ike.auth.Authenticator;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.security.ike.auth.PreSharedKeys;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.ike.Authentication;
import org.waywiser.wire.ike.Certificate;
import org.waywiser.wire.ike.Identification;

/** Ends that cannot prove who they are: each is refused with one clear line, and the others are served as before. */
@Tag("net")
@Timeout(30)
@Rfc(value = 7296, section = "2.21.2")
@Rfc(value = 7296, section = "2.15")
class RefusedPeersTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @SuppressWarnings("TimeInStaticInitializer") // one moment that all certificates are made around
    private static final Instant NOW = Instant.now();

    private static final Identification CLIENT = Identities.parse("client.example");
    private static final Identification SERVER = Identities.parse("server.example");
    private static final String KEY = "the right shared key";
    private static final String WRONG_KEY = "another shared key";
    private static final LaboratoryCa CA = LaboratoryCa.create("Laboratory", NOW);
    private static final LaboratoryCa OTHER_CA = LaboratoryCa.create("Elsewhere", NOW);
    private static final IkeCredentials CLIENT_OF_KEY = sharedKey(CLIENT, SERVER, KEY);
    private static final IkeCredentials SERVER_OF_KEY = forAnyone(sharedKey(SERVER, CLIENT, KEY));
    private static final IkeCredentials CLIENT_OF_CA = certified(CLIENT, SERVER, CA.issue(List.of(CLIENT), NOW), CA);
    private static final IkeCredentials SERVER_OF_CA =
            forAnyone(certified(SERVER, CLIENT, CA.issue(List.of(SERVER), NOW), CA));

    /** One end that will not do, and what the log or the user is told. */
    record Case(String name, IkeCredentials client, IkeCredentials server, IkeCredentials goodClient, String told) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> badInitiators() {
        return Stream.of(
                new Case(
                        "wrong key",
                        sharedKey(CLIENT, SERVER, WRONG_KEY),
                        SERVER_OF_KEY,
                        CLIENT_OF_KEY,
                        "the pre-shared key of client.example does not fit"),
                new Case(
                        "no key for that identity",
                        sharedKey(Identities.parse("stranger.example"), SERVER, KEY),
                        SERVER_OF_KEY,
                        CLIENT_OF_KEY,
                        "no pre-shared key for stranger.example"),
                new Case(
                        "expired",
                        certified(CLIENT, SERVER, outdated(CLIENT), CA),
                        SERVER_OF_CA,
                        CLIENT_OF_CA,
                        "certificate of CN=client.example has expired"),
                new Case(
                        "not yet valid",
                        certified(
                                CLIENT,
                                SERVER,
                                CA.issue(List.of(CLIENT), NOW.plus(Duration.ofHours(1)), NOW.plus(Duration.ofHours(2))),
                                CA),
                        SERVER_OF_CA,
                        CLIENT_OF_CA,
                        "certificate of CN=client.example is not valid yet"),
                new Case(
                        "untrusted",
                        certified(CLIENT, SERVER, OTHER_CA.issue(List.of(CLIENT), NOW), CA),
                        SERVER_OF_CA,
                        CLIENT_OF_CA,
                        "is issued by CN=Elsewhere, which leads to no trusted authority"),
                new Case(
                        "not the one expected",
                        certified(
                                Identities.parse("other.example"),
                                SERVER,
                                CA.issue(List.of(Identities.parse("other.example")), NOW),
                                CA),
                        certifiedFor(CLIENT),
                        CLIENT_OF_CA,
                        "the peer is other.example, expected client.example"),
                new Case(
                        "a key where a certificate is wanted",
                        CLIENT_OF_KEY,
                        SERVER_OF_CA,
                        CLIENT_OF_CA,
                        "client.example uses a pre-shared key, none is configured"));
    }

    static Stream<Case> badResponders() {
        Identification elsewhere = Identities.parse("elsewhere.example");
        return Stream.of(
                new Case(
                        "expired",
                        CLIENT_OF_CA,
                        certified(SERVER, CLIENT, outdated(SERVER), CA),
                        CLIENT_OF_CA,
                        "has expired"),
                new Case(
                        "untrusted",
                        CLIENT_OF_CA,
                        certified(SERVER, CLIENT, OTHER_CA.issue(List.of(SERVER), NOW), CA),
                        CLIENT_OF_CA,
                        "leads to no trusted authority"),
                new Case(
                        "not the one expected",
                        CLIENT_OF_CA,
                        certified(elsewhere, CLIENT, CA.issue(List.of(elsewhere), NOW), CA),
                        CLIENT_OF_CA,
                        "the peer is elsewhere.example, expected server.example"),
                new Case(
                        "not named as it was called",
                        called(CA.issue(List.of(CLIENT), NOW)),
                        SERVER_OF_CA,
                        CLIENT_OF_CA,
                        "certificate of CN=server.example does not name 127.0.0.1"));
    }

    @ParameterizedTest
    @MethodSource("badInitiators")
    void aResponderRefusesAnInitiatorAndServesTheNext(Case bad) throws Exception {
        try (var log = new RecordedLog();
                EmbeddedIke server = responder(bad.server());
                EmbeddedIke client = EmbeddedIke.startInitiator()) {
            var failure = catchThrowableOfType(IkeFailure.class, () -> establish(client, bad.client(), server));

            assertThat(failure.reason()).isEqualTo(FailureReason.REFUSED_BY_PEER);
            assertThat(failure.isAuthentication()).isTrue();
            assertThat(client.all()).isEmpty();
            assertThat(server.all()).isEmpty();
            assertThat(log.firstWarning()).contains(bad.told()).contains("127.0.0.1");
            assertNoSecretIn(log.lines(Level.ALL));
            assertNoSecretIn(List.of(failure.getMessage()));

            establish(client, bad.goodClient(), server);
            assertThat(client.all()).hasSize(1);
            assertThat(log.lines(Level.WARNING)).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("badResponders")
    void anInitiatorRefusesAResponderAndTellsWhy(Case bad) throws Exception {
        try (var log = new RecordedLog();
                EmbeddedIke server = responder(bad.server());
                EmbeddedIke client = EmbeddedIke.startInitiator()) {
            var failure = catchThrowableOfType(IkeFailure.class, () -> establish(client, bad.client(), server));

            assertThat(failure.reason()).isEqualTo(FailureReason.PEER_NOT_AUTHENTIC);
            assertThat(failure.isAuthentication()).isTrue();
            assertThat(failure).hasMessageContaining(bad.told());
            assertThat(client.all()).isEmpty();
            assertNoSecretIn(log.lines(Level.ALL));
        }
    }

    /** Signs soundly with its own certificate but claims to be someone else. */
    private record Liar(Authenticator own, Identification identity) implements Authenticator {
        @Override
        public List<Certificate> certificates() {
            return own.certificates();
        }

        @Override
        public Authentication authenticate(byte[] signedOctets, Prf prf, Set<Integer> peerHashes)
                throws AuthenticationFailed {
            return own.authenticate(signedOctets, prf, peerHashes);
        }
    }

    @Test
    @Rfc(value = 7296, section = "3.5")
    void aResponderRefusesAnIdentityThatTheCertificateDoesNotName() throws Exception {
        try (var log = new RecordedLog();
                EmbeddedIke server = responder(SERVER_OF_CA);
                EmbeddedIke client = EmbeddedIke.startInitiator()) {
            IkePolicy sound = CLIENT_OF_CA.towards(SERVER);
            var lying = new IkePolicy(
                    new Liar(sound.authenticator(), Identities.parse("admin.example")),
                    sound.verifier(),
                    sound.proposals(),
                    sound.peerIdentity());

            var failure =
                    catchThrowableOfType(IkeFailure.class, () -> client.establish(server.address(), lying, PATIENCE));

            assertThat(failure.reason()).isEqualTo(FailureReason.REFUSED_BY_PEER);
            assertThat(log.firstWarning()).contains("certificate of CN=client.example does not name admin.example");
        }
    }

    @Test
    @Rfc(value = 7296, section = "4")
    void aResponderWithACertificateAcceptsInitiatorsWithAKeyOrACertificate() throws Exception {
        var both = new IkeCredentials(
                Optional.of(SERVER),
                new Expected.TheHostCalled(),
                SERVER_OF_KEY.keys(),
                Optional.of(SERVER_OF_CA.certificates().getFirst()),
                SERVER_OF_CA.trust().authorities(),
                IkeProposals.DEFAULT);
        try (EmbeddedIke server = responder(both);
                EmbeddedIke client = EmbeddedIke.startInitiator()) {
            establish(client, CLIENT_OF_KEY, server);
            establish(client, CLIENT_OF_CA, server);

            assertThat(client.all()).hasSize(2);
        }
    }

    @Test
    @Rfc(value = 7296, section = "4")
    void aResponderMayShowACertificateToAnInitiatorWithAKey() throws Exception {
        IkePolicy ofKey = SERVER_OF_KEY.answering();
        var mixed = new IkePolicy(
                SERVER_OF_CA.answering().authenticator(), ofKey.verifier(), IkeProposals.DEFAULT, Optional.empty());
        var client = new IkePolicy(
                CLIENT_OF_KEY.towards(SERVER).authenticator(),
                CLIENT_OF_CA.towards(SERVER).verifier(),
                IkeProposals.DEFAULT,
                Optional.of(SERVER));
        try (EmbeddedIke server = EmbeddedIke.start(
                        new InetSocketAddress(LOOPBACK, 0), IkeSettings.defaults(Optional.of(mixed)));
                EmbeddedIke ike = EmbeddedIke.startInitiator()) {
            ike.establish(server.address(), client, PATIENCE);

            assertThat(ike.all()).hasSize(1);
        }
    }

    @Test
    void anInitiatorBelievesAHostThatItsCertificateNames() throws Exception {
        var named = List.of(SERVER, Identities.of(LOOPBACK));
        try (EmbeddedIke server = responder(certified(SERVER, CLIENT, CA.issue(named, NOW), CA));
                EmbeddedIke client = EmbeddedIke.startInitiator()) {
            establish(client, called(CA.issue(List.of(CLIENT), NOW)), server);

            assertThat(client.all())
                    .singleElement()
                    .satisfies(sa -> assertThat(sa.remoteId()).isEqualTo("server.example"));
        }
    }

    private static void establish(EmbeddedIke client, IkeCredentials credentials, EmbeddedIke server) throws Exception {
        client.establish(server.address(), credentials.towards(Identities.of(LOOPBACK)), PATIENCE);
    }

    private static EmbeddedIke responder(IkeCredentials credentials) throws Exception {
        return EmbeddedIke.start(
                new InetSocketAddress(LOOPBACK, 0), IkeSettings.defaults(Optional.of(credentials.answering())));
    }

    private static void assertNoSecretIn(List<String> lines) {
        for (String key : List.of(KEY, WRONG_KEY)) {
            String hex = HexFormat.of().formatHex(key.getBytes(StandardCharsets.US_ASCII));
            assertThat(lines).noneMatch(line -> line.contains(key) || line.contains(hex));
        }
    }

    private static IkeCredentials sharedKey(Identification own, Identification peer, String key) {
        var keys = new PreSharedKeys(Map.of(peer, Secret.of(key.getBytes(StandardCharsets.US_ASCII))), null);
        return new IkeCredentials(
                Optional.of(own),
                new Expected.Named(peer),
                Optional.of(keys),
                Optional.empty(),
                List.of(),
                IkeProposals.DEFAULT);
    }

    private static IkeCredentials certified(
            Identification own, Identification peer, CertifiedKey key, LaboratoryCa trusted) {
        return new IkeCredentials(
                Optional.of(own),
                new Expected.Named(peer),
                Optional.empty(),
                Optional.of(key),
                List.of(trusted.certificate()),
                IkeProposals.DEFAULT);
    }

    private static IkeCredentials certifiedFor(Identification client) {
        return certified(SERVER, client, CA.issue(List.of(SERVER), NOW), CA);
    }

    private static IkeCredentials called(CertifiedKey key) {
        return new IkeCredentials(
                Optional.empty(),
                new Expected.TheHostCalled(),
                Optional.empty(),
                Optional.of(key),
                List.of(CA.certificate()),
                IkeProposals.DEFAULT);
    }

    private static IkeCredentials forAnyone(IkeCredentials one) {
        return new IkeCredentials(
                one.identity(),
                new Expected.TheHostCalled(),
                one.keys(),
                one.certificates().stream().findFirst(),
                one.trust().authorities(),
                one.proposals());
    }

    private static CertifiedKey outdated(Identification name) {
        return CA.issue(List.of(name), NOW.minus(Duration.ofHours(2)), NOW.minus(Duration.ofHours(1)));
    }
}
