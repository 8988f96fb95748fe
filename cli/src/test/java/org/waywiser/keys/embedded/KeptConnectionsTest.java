package org.waywiser.keys.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.connections.IkeConnection;
import org.waywiser.keys.connections.IkeConnection.Start;
import org.waywiser.protocol.ike.IkePolicy;
import org.waywiser.protocol.ike.IkeSettings;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.IkeProposals;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.security.ike.auth.PeerPolicy;
import org.waywiser.security.ike.auth.PreSharedKeys;
import org.waywiser.security.ike.auth.SharedKeyAuthenticator;
import org.waywiser.wire.ike.Identification;

@Tag("net")
@Timeout(60)
class KeptConnectionsTest {
    private static final Identification CLIENT = Identities.parse("client.example");
    private static final Identification SERVER = Identities.parse("server.example");
    private static final PreSharedKeys KEYS =
            PreSharedKeys.forAnyPeer(Secret.of("a key".getBytes(StandardCharsets.US_ASCII)));

    @Test
    void anSaThatStartsWithTheProcessIsThereAgainAfterThePeerDeletedIt() throws Exception {
        var answering = new IkePolicy(
                SharedKeyAuthenticator.towardsAnyone(SERVER, KEYS),
                PeerPolicy.sharedKeys(KEYS),
                IkeProposals.DEFAULT,
                Optional.empty());
        var calling = new IkePolicy(
                SharedKeyAuthenticator.towards(SERVER, CLIENT, KEYS),
                PeerPolicy.sharedKeys(KEYS).expecting(SERVER),
                IkeProposals.DEFAULT,
                Optional.of(SERVER));
        var established = new LinkedBlockingQueue<IkeSecret>();
        var listener = new KeySource.Listener() {
            @Override
            public void established(IkeSecret sa) {
                established.add(sa);
            }

            @Override
            public void deleted(IkeSecret sa) {}
        };
        var anyPort = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
        try (var server = EmbeddedIke.start(anyPort, IkeSettings.defaults(Optional.of(answering)));
                var client = EmbeddedIke.startInitiator();
                var _ = server.listen(listener);
                var _ = KeptConnections.start(
                        client,
                        List.of(
                                connection("kept", server, calling, Start.AT_START),
                                connection("not kept", server, calling, Start.ON_DEMAND)))) {
            IkeSecret first = established.poll(20, TimeUnit.SECONDS);
            assertThat(first).isNotNull();
            server.delete(first.spiI(), first.spiR());

            IkeSecret second = established.poll(20, TimeUnit.SECONDS);
            assertThat(second).isNotNull();
            assertThat(second.spiI()).isNotEqualTo(first.spiI());
            assertThat(established).as("one at a time, on demand none").isEmpty();
        }
    }

    private static IkeConnection connection(String name, EmbeddedIke peer, IkePolicy policy, Start start) {
        var address =
                InetSocketAddress.createUnresolved("127.0.0.1", peer.address().getPort());
        return new IkeConnection(name, Optional.of(address), policy, start, Duration.ofSeconds(10));
    }
}
