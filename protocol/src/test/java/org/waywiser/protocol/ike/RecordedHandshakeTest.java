package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.EphemeralKeyPairs;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.Vectors;
import org.waywiser.wire.Octets;

/** Every octet of both sides against a handshake computed by an independent implementation. */
@Rfc(value = 7296, section = "2.14")
@Rfc(value = 7296, section = "2.15")
@Rfc(value = 5282, section = "5.1")
class RecordedHandshakeTest {
    private final Vectors vectors = Vectors.read("/rfc7296/handshake.txt");

    @Test
    void theInitiatorSendsWhatWasRecorded() {
        var policy = Ends.alice(Lockstep.PSK, vectors.text("proposal"));
        var alice = endpoint(Optional.empty(), "spiI", "ni", "random_i");

        assertThat(Lockstep.sent(alice.on(new IkeInput.Initiate(1, Ends.ALICE_AT, Ends.BOB_AT, policy), 0)))
                .containsExactly(datagram("initRequest"));
        assertThat(alice.on(new IkeInput.Received(datagram("initResponse"), Ends.BOB_AT, Ends.ALICE_AT), 1))
                .containsExactly(new IkeEffect.Send(datagram("authRequest"), Ends.ALICE_AT, Ends.BOB_AT));
        check(alice.on(new IkeInput.Received(datagram("authResponse"), Ends.BOB_AT, Ends.ALICE_AT), 2));
    }

    @Test
    void theResponderSendsWhatWasRecorded() {
        var policy = Ends.bob(Lockstep.PSK, vectors.text("proposal"));
        var bob = endpoint(Optional.of(policy), "spiR", "nr", "random_r");

        assertThat(bob.on(new IkeInput.Received(datagram("initRequest"), Ends.ALICE_AT, Ends.BOB_AT), 0))
                .containsExactly(new IkeEffect.Send(datagram("initResponse"), Ends.BOB_AT, Ends.ALICE_AT));
        var effects = bob.on(new IkeInput.Received(datagram("authRequest"), Ends.ALICE_AT, Ends.BOB_AT), 1);
        assertThat(Lockstep.sent(effects)).containsExactly(datagram("authResponse"));
        check(effects);
    }

    private void check(List<IkeEffect> effects) {
        var sa = effects.stream()
                .filter(IkeEffect.Established.class::isInstance)
                .map(e -> ((IkeEffect.Established) e).sa())
                .findFirst()
                .orElseThrow();
        assertThat(sa.spiI()).isEqualTo(ByteBuffer.wrap(vectors.octets("spiI")).getLong());
        assertThat(sa.spiR()).isEqualTo(ByteBuffer.wrap(vectors.octets("spiR")).getLong());
        assertThat(sa.skD()).isEqualTo(Secret.of(vectors.octets("skD")));
        assertThat(sa.sharedSecret()).isEqualTo(Secret.of(vectors.octets("ippm")));
        assertThat(sa.localBehindNat() || sa.peerBehindNat()).isFalse();
    }

    private Octets datagram(String field) {
        return Octets.zeros(4).concat(Octets.of(vectors.octets(field)));
    }

    private IkeEndpoint endpoint(Optional<IkePolicy> responder, String spi, String nonce, String privateKey) {
        byte[] key = vectors.octets(privateKey);
        var keyRandom = new SecureRandom() {
            private static final long serialVersionUID = 1;

            @Override
            public void nextBytes(byte[] bytes) {
                System.arraycopy(key, 0, bytes, 0, bytes.length);
            }
        };
        var random = new RandomGenerator() {
            @Override
            public long nextLong() {
                return ByteBuffer.wrap(vectors.octets(spi)).getLong();
            }

            @Override
            public void nextBytes(byte[] bytes) {
                System.arraycopy(vectors.octets(nonce), 0, bytes, 0, bytes.length);
            }
        };
        return new IkeEndpoint(
                IkeSettings.defaults(responder).withNetwork(IkeSettings.Network.DEFAULT.withFragmentation(false)),
                random,
                new EphemeralKeyPairs(keyRandom),
                InstantSource.fixed(Ends.NOW));
    }
}
