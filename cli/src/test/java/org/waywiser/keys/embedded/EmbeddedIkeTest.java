package org.waywiser.keys.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.KeySource;
import org.waywiser.protocol.ike.FailureReason;
import org.waywiser.protocol.ike.IkePolicy;
import org.waywiser.protocol.ike.IkeSettings;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.IkeProposals;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.security.ike.auth.PeerPolicy;
import org.waywiser.security.ike.auth.PreSharedKeys;
import org.waywiser.security.ike.auth.SharedKeyAuthenticator;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.ike.Identification;

@Tag("net")
@Timeout(30)
@Rfc(value = 6023, section = "3")
class EmbeddedIkeTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Identification CLIENT = Identities.parse("client.example");
    private static final Identification SERVER = Identities.parse("server.example");
    private static final PreSharedKeys KEYS =
            PreSharedKeys.forAnyPeer(Secret.of("a key".getBytes(StandardCharsets.US_ASCII)));

    @Test
    @Rfc(value = 7717, section = "5.1")
    void bothEndsFindTheSameSecretByAddressAndBySpis() throws Exception {
        try (EmbeddedIke server = responder();
                EmbeddedIke client = EmbeddedIke.startInitiator()) {
            IkeSecret sa = client.establish(server.address(), policy(), PATIENCE);
            IkeSecret atServer = awaited(server, sa);

            assertThat(sa.secret()).isEqualTo(atServer.secret());
            assertThat(sa.secret().length()).isEqualTo(48);
            assertThat(sa.prf()).isEqualTo("PRF_HMAC_SHA2_384");
            assertThat(sa.proposal()).isEqualTo("aes256gcm16-prfsha384-x25519");
            assertThat(client.skD(sa.spiI(), sa.spiR()))
                    .isPresent()
                    .isEqualTo(server.skD(sa.spiI(), sa.spiR()))
                    .isNotEqualTo(Optional.of(sa.secret()));
            assertThat(List.of(sa.localId(), sa.remoteId())).containsExactly("client.example", "server.example");
            assertThat(List.of(atServer.localId(), atServer.remoteId()))
                    .containsExactly("server.example", "client.example");
            assertThat(client.byPeer(LOOPBACK)).contains(sa);
            assertThat(server.byPeer(LOOPBACK)).contains(atServer);
            assertThat(client.bySpis(sa.spiR(), sa.spiI())).isEmpty();
            assertThat(client.byPeer(InetAddress.ofLiteral("192.0.2.1"))).isEmpty();
        }
    }

    /** The initiator may name the SA in a control connection at once. */
    @Test
    @Rfc(value = 7717, section = "5.3")
    void theResponderKnowsAnSaBeforeTheInitiatorDoes() throws Exception {
        try (EmbeddedIke server = responder();
                EmbeddedIke client = EmbeddedIke.startInitiator()) {
            for (int i = 0; i < 50; i++) {
                IkeSecret sa = client.establish(server.address(), policy(), PATIENCE);

                assertThat(server.bySpis(sa.spiI(), sa.spiR())).isPresent();
            }
        }
    }

    @Test
    void aDeleteIsHeardAtTheOtherEndAndTheSaCanNoLongerBeNamed() throws Exception {
        try (EmbeddedIke server = responder();
                EmbeddedIke client = EmbeddedIke.startInitiator()) {
            IkeSecret sa = client.establish(server.address(), policy(), PATIENCE);
            awaited(server, sa);
            var gone = new CompletableFuture<IkeSecret>();
            try (var _ = server.listen(onDeleted(gone))) {
                client.delete(sa.spiI(), sa.spiR());

                assertThat(gone.get(10, TimeUnit.SECONDS).spiI()).isEqualTo(sa.spiI());
                assertThat(server.bySpis(sa.spiI(), sa.spiR())).isEmpty();
            }
            // what was given away before lives on with its holder
            assertThat(sa.secret().toByteArray()).hasSize(48);
        }
    }

    @Test
    void closingDeletesAllSasAndFreesThePort() throws Exception {
        try (EmbeddedIke server = responder()) {
            var gone = new CompletableFuture<IkeSecret>();
            InetSocketAddress address;
            try (EmbeddedIke client = EmbeddedIke.startInitiator()) {
                address = client.address();
                awaited(server, client.establish(server.address(), policy(), PATIENCE));
                server.listen(onDeleted(gone));
            }

            gone.get(10, TimeUnit.SECONDS);
            assertThat(server.all()).isEmpty();
            try (var again = DatagramChannel.open()) {
                again.bind(address);
            }
        }
    }

    @Test
    void worksOverIpv6() throws Exception {
        InetAddress loopback = InetAddress.ofLiteral("::1");
        try (EmbeddedIke server = responder(loopback);
                EmbeddedIke client = EmbeddedIke.startInitiator()) {
            IkeSecret sa = client.establish(server.address(), policy(), PATIENCE);

            assertThat(client.byPeer(loopback)).contains(sa);
            assertThat(awaited(server, sa).peer()).isEqualTo(loopback);
        }
    }

    @Test
    void theNewestSaWithAPeerIsFoundFirst() throws Exception {
        try (EmbeddedIke server = responder();
                EmbeddedIke client = EmbeddedIke.startInitiator()) {
            IkeSecret first = client.establish(server.address(), policy(), PATIENCE);
            IkeSecret second = client.establish(server.address(), policy(), PATIENCE);

            assertThat(second.spiI()).isNotEqualTo(first.spiI());
            assertThat(second.secret()).isNotEqualTo(first.secret());
            assertThat(client.byPeer(LOOPBACK)).contains(second);
            assertThat(client.bySpis(first.spiI(), first.spiR())).contains(first);
        }
    }

    @Test
    void manyThreadsMayEstablishAtOnce() throws Exception {
        try (EmbeddedIke server = responder();
                EmbeddedIke client = EmbeddedIke.startInitiator();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<IkeSecret>>();
            for (int i = 0; i < 20; i++) {
                answers.add(threads.submit(() -> client.establish(server.address(), policy(), PATIENCE)));
            }
            var spis = ConcurrentHashMap.newKeySet();
            for (var answer : answers) {
                IkeSecret sa = answer.get();
                spis.add(sa.spiI());
                assertThat(awaited(server, sa).secret()).isEqualTo(sa.secret());
            }
            assertThat(spis).hasSize(20);
        }
    }

    @Test
    void givesUpOnAPeerThatDoesNotAnswer() throws Exception {
        try (var silent = DatagramChannel.open().bind(new InetSocketAddress(LOOPBACK, 0));
                EmbeddedIke client = EmbeddedIke.startInitiator()) {
            var peer = (InetSocketAddress) silent.getLocalAddress();

            var failure = catchThrowableOfType(
                    IkeFailure.class, () -> client.establish(peer, policy(), Duration.ofMillis(50)));

            assertThat(failure.reason()).isEqualTo(FailureReason.TIMED_OUT);
            assertThat(failure.isAuthentication()).isFalse();
            assertThat(failure)
                    .hasMessageStartingWith("no IKE SA with 127.0.0.1 port " + peer.getPort() + ": none after 0 s");
        }
    }

    @Test
    void endsWaitingWhenItIsClosed() throws Exception {
        try (var silent = DatagramChannel.open().bind(new InetSocketAddress(LOOPBACK, 0));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            EmbeddedIke client = EmbeddedIke.startInitiator();
            var peer = (InetSocketAddress) silent.getLocalAddress();
            Future<IkeSecret> answer = threads.submit(() -> client.establish(peer, policy(), PATIENCE));
            // the first request is out, so somebody waits
            silent.receive(ByteBuffer.allocate(2000));

            client.close();

            assertThatThrownBy(answer::get).hasCauseInstanceOf(IkeFailure.class);
            assertThatThrownBy(() -> client.establish(peer, policy(), PATIENCE))
                    .isInstanceOfSatisfying(
                            IkeFailure.class, f -> assertThat(f.reason()).isEqualTo(FailureReason.ABANDONED));
        }
    }

    @Test
    void namesThePortThatItCannotHave() throws Exception {
        try (var taken = DatagramChannel.open().bind(new InetSocketAddress(LOOPBACK, 0))) {
            var address = (InetSocketAddress) taken.getLocalAddress();

            assertThatThrownBy(() -> EmbeddedIke.start(address, IkeSettings.defaults(Optional.empty())))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("UDP port " + address.getPort());
        }
    }

    private static EmbeddedIke responder() throws IOException {
        return responder(LOOPBACK);
    }

    private static EmbeddedIke responder(InetAddress listen) throws IOException {
        var policy = new IkePolicy(
                SharedKeyAuthenticator.towardsAnyone(SERVER, KEYS),
                PeerPolicy.sharedKeys(KEYS),
                IkeProposals.DEFAULT,
                Optional.empty());
        return EmbeddedIke.start(new InetSocketAddress(listen, 0), IkeSettings.defaults(Optional.of(policy)));
    }

    private static IkePolicy policy() {
        return new IkePolicy(
                SharedKeyAuthenticator.towards(SERVER, CLIENT, KEYS),
                PeerPolicy.sharedKeys(KEYS).expecting(SERVER),
                IkeProposals.DEFAULT,
                Optional.of(SERVER));
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

    /** The responder answers before it publishes, so it may be a moment behind. */
    private static IkeSecret awaited(EmbeddedIke server, IkeSecret sa) throws Exception {
        var arrival = new CompletableFuture<IkeSecret>();
        var listener = new KeySource.Listener() {
            @Override
            public void established(IkeSecret other) {
                if (other.spiI() == sa.spiI() && other.spiR() == sa.spiR()) arrival.complete(other);
            }

            @Override
            public void deleted(IkeSecret other) {}
        };
        try (var _ = server.listen(listener)) {
            server.bySpis(sa.spiI(), sa.spiR()).ifPresent(arrival::complete);
            return arrival.get(10, TimeUnit.SECONDS);
        }
    }
}
