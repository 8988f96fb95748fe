package org.waywiser.keys.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.credentials.CertifiedKey;
import org.waywiser.keys.credentials.IkeCredentials;
import org.waywiser.keys.credentials.IkeCredentials.Expected;
import org.waywiser.keys.credentials.LaboratoryCa;
import org.waywiser.lab.peers.Charon;
import org.waywiser.lab.peers.Namespace;
import org.waywiser.protocol.ike.FailureReason;
import org.waywiser.protocol.ike.IkeSettings;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.IkeProposals;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.security.ike.auth.PreSharedKeys;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.ike.Identification;

/** Childless IKE SAs with strongSwan, each side once initiator: both must hold the same SK_d. */
@Tag("interop")
@Timeout(60)
@Rfc(value = 7296, section = "1.2")
@Rfc(value = 6023, section = "3")
@Rfc(value = 7296, section = "2.14")
class StrongSwanInteropTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Identification OURS = Identities.parse("waywiser.lab.example");
    private static final Identification THEIRS = Identities.parse("charon.lab.example");
    private static final String KEY = "a shared laboratory secret";
    private static final Charon.Ports HIGH = new Charon.Ports(15_510, 14_510);
    private static final String LOOPBACK = "127.0.0.1";

    /** How the two ends prove who they are, and what they agree on. */
    enum Proof {
        SHARED_KEY("aes256gcm16-prfsha384-x25519", "psk", ""),
        CBC_MODP_2048("aes128-sha256-modp2048", "psk", ""),
        CBC_MODP_3072("aes192-sha384-modp3072", "psk", ""),
        CBC_ECP_521("aes256-sha512-ecp521", "psk", ""),
        CHACHA20("chacha20poly1305-prfsha256-ecp384", "psk", ""),
        CERTIFICATES("aes128gcm16-prfsha256-ecp256", "pubkey", ""),
        PLAIN_ECDSA("aes128gcm16-prfsha256-x25519", "pubkey", "signature_authentication = no");

        private final String proposal;
        private final String auth;
        private final String options;

        Proof(String proposal, String auth, String options) {
            this.proposal = proposal;
            this.auth = auth;
            this.options = options;
        }
    }

    @TempDir
    private Path directory;

    private final Instant now = Instant.now();
    private final LaboratoryCa ca = LaboratoryCa.create("Waywiser lab", now);

    @ParameterizedTest
    @EnumSource
    @Rfc(value = 7427, section = "3")
    @Rfc(value = 4754, section = "7")
    void weInitiate(Proof proof) throws Exception {
        try (Charon charon = onLoopback(proof, KEY, HIGH.ike() + 1);
                EmbeddedIke ike = EmbeddedIke.startInitiator()) {
            IkeSecret sa = ike.establish(at(LOOPBACK, HIGH.ike()), ours(proof).towards(THEIRS), PATIENCE);

            assertSame(sa, ike, charon, proof);
            ike.delete(sa.spiI(), sa.spiR());
            charon.await("IKE_SA deleted");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rfc(value = 7427, section = "3")
    @Rfc(value = 4754, section = "7")
    void strongSwanInitiates(Proof proof) throws Exception {
        try (EmbeddedIke ike = responder(at(LOOPBACK, 0), proof);
                Charon charon = onLoopback(proof, KEY, ike.address().getPort())) {
            IkeSecret sa = calledBy(charon, ike);

            assertSame(sa, ike, charon, proof);
            var gone = new CompletableFuture<IkeSecret>();
            try (var _ = ike.listen(onDeleted(gone))) {
                charon.swanctl("--terminate", "--ike", "lab");
                assertThat(gone.get(10, TimeUnit.SECONDS).spiI()).isEqualTo(sa.spiI());
            }
        }
    }

    @Test
    void weInitiateOnPort500OfAnotherHost() throws Exception {
        Proof proof = Proof.SHARED_KEY;
        try (Namespace there = Namespace.create();
                Charon charon = inside(there, proof);
                EmbeddedIke ike = EmbeddedIke.startInitiator()) {
            IkeSecret sa = ike.establish(at(there.far(), 500), ours(proof).towards(THEIRS), PATIENCE);

            assertSame(sa, ike, charon, proof);
        }
    }

    @Test
    void strongSwanInitiatesToPort500OfThisHost() throws Exception {
        Proof proof = Proof.CERTIFICATES;
        try (Namespace there = Namespace.create();
                EmbeddedIke ike = responder(at(there.near(), 500), proof);
                Charon charon = inside(there, proof)) {
            assertSame(calledBy(charon, ike), ike, charon, proof);
        }
    }

    @Test
    @Rfc(value = 7296, section = "2.21.2")
    void strongSwanRefusesOurWrongKeyAndWeUnderstand() throws Exception {
        try (Charon charon = onLoopback(Proof.SHARED_KEY, "another secret", HIGH.ike() + 1);
                EmbeddedIke ike = EmbeddedIke.startInitiator()) {
            var peer = at(LOOPBACK, HIGH.ike());

            var failure = catchThrowableOfType(
                    IkeFailure.class,
                    () -> ike.establish(peer, ours(Proof.SHARED_KEY).towards(THEIRS), PATIENCE));

            assertThat(failure.reason()).isEqualTo(FailureReason.REFUSED_BY_PEER);
            charon.await("MAC mismatched");
        }
    }

    @Test
    @Rfc(value = 7296, section = "2.21.2")
    void weRefuseTheirWrongKeyAndStrongSwanUnderstands() throws Exception {
        try (EmbeddedIke ike = responder(at(LOOPBACK, 0), Proof.SHARED_KEY);
                Charon charon = onLoopback(
                        Proof.SHARED_KEY, "another secret", ike.address().getPort())) {
            var failed = catchThrowableOfType(AssertionError.class, () -> initiate(charon));

            assertThat(failed).isNotNull();
            charon.await("received AUTHENTICATION_FAILED notify error");
            assertThat(ike.all()).isEmpty();
        }
    }

    /** No key is ever printed, not even by a test that fails. */
    private static void assertSame(IkeSecret sa, EmbeddedIke ike, Charon charon, Proof proof)
            throws InterruptedException {
        Secret ours = ike.skD(sa.spiI(), sa.spiR()).orElseThrow();
        assertThat(charon.skD().equals(ours)).as("SK_d equals strongSwan's").isTrue();
        assertThat(sa.proposal()).isEqualTo(proof.proposal);
        assertThat(sa.localId()).isEqualTo("waywiser.lab.example");
        assertThat(sa.remoteId()).isEqualTo("charon.lab.example");
        assertThat(charon.swanctl("--list-sas"))
                .contains("ESTABLISHED")
                .contains(IkeSecret.spi(sa.spiI()) + "_i")
                .contains(IkeSecret.spi(sa.spiR()) + "_r");
    }

    private static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    private static void initiate(Charon charon) {
        charon.swanctl("--initiate", "--ike", "lab", "--timeout", "10");
    }

    private static IkeSecret calledBy(Charon charon, EmbeddedIke ike) throws Exception {
        var arrival = new CompletableFuture<IkeSecret>();
        var listener = new KeySource.Listener() {
            @Override
            public void established(IkeSecret sa) {
                arrival.complete(sa);
            }

            @Override
            public void deleted(IkeSecret sa) {}
        };
        try (var _ = ike.listen(listener)) {
            initiate(charon);
            return arrival.get(10, TimeUnit.SECONDS);
        }
    }

    private static KeySource.Listener onDeleted(CompletableFuture<IkeSecret> gone) {
        return new KeySource.Listener() {
            @Override
            public void established(IkeSecret sa) {}

            @Override
            public void deleted(IkeSecret sa) {
                gone.complete(sa);
            }
        };
    }

    private Charon onLoopback(Proof proof, String key, int ourPort) throws IOException, InterruptedException {
        String ports = "local_port = " + HIGH.ike() + "\n    remote_port = " + ourPort;
        return Charon.start(
                directory,
                HIGH,
                swanctl(proof, LOOPBACK, LOOPBACK, ports, key),
                certificates(),
                List::of,
                proof.options);
    }

    private Charon inside(Namespace there, Proof proof) throws IOException, InterruptedException {
        return Charon.start(
                directory,
                Charon.Ports.STANDARD,
                swanctl(proof, there.far(), there.near(), "", KEY),
                certificates(),
                there::inside,
                proof.options);
    }

    private static String swanctl(Proof proof, String own, String peer, String ports, String key) {
        boolean certified = proof.auth.equals("pubkey");
        return """
            connections {
              lab {
                version = 2
                mobike = no
                local_addrs = %s
                remote_addrs = %s
                %s
                proposals = %s
                childless = force
                send_cert = always
                local {
                  auth = %s
                  id = charon.lab.example
                  %s
                }
                remote {
                  auth = %s
                  id = waywiser.lab.example
                  %s
                }
              }
            }
            secrets {
              ike-lab {
                id-a = charon.lab.example
                id-b = waywiser.lab.example
                secret = "%s"
              }
            }
            """.formatted(
                        own,
                        peer,
                        ports,
                        proof.proposal,
                        proof.auth,
                        certified ? "certs = charon.pem" : "",
                        proof.auth,
                        certified ? "cacerts = ca.pem" : "",
                        key);
    }

    private Map<String, String> certificates() {
        CertifiedKey theirs = ca.issue(List.of(THEIRS), now);
        return Map.of(
                "x509/charon.pem", LaboratoryCa.pem(theirs.chain().getFirst()),
                "private/charon.pem", LaboratoryCa.pem(theirs.key()),
                "x509ca/ca.pem", LaboratoryCa.pem(ca.certificate()));
    }

    private EmbeddedIke responder(InetSocketAddress listen, Proof proof) throws Exception {
        return EmbeddedIke.start(
                listen, IkeSettings.defaults(Optional.of(ours(proof).answering())));
    }

    private IkeCredentials ours(Proof proof) {
        boolean certified = proof.auth.equals("pubkey");
        var key = Secret.of(KEY.getBytes(StandardCharsets.US_ASCII));
        return new IkeCredentials(
                Optional.of(OURS),
                new Expected.Named(THEIRS),
                certified ? Optional.empty() : Optional.of(new PreSharedKeys(Map.of(THEIRS, key), null)),
                certified ? Optional.of(ca.issue(List.of(OURS), now)) : Optional.empty(),
                certified ? List.of(ca.certificate()) : List.of(),
                IkeProposals.parse(proof.proposal));
    }
}
