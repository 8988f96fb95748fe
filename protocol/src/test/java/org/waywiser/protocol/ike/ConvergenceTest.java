package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.waywiser.protocol.ike.SimulatedNetwork.End;
import org.waywiser.security.ike.ChildProposals;
import org.waywiser.testkit.Rfc;

/** Whatever is lost, doubled or overtaken: in the end both hold one and the same SA, and nothing else. */
@Rfc(value = 7296, section = "2.1")
@Rfc(value = 7296, section = "2.8.1")
@Rfc(value = 7296, section = "2.8.2")
@Rfc(value = 7296, section = "2.25")
class ConvergenceTest {
    private static final int HANDSHAKES = 1_000;
    private static final String PROPOSAL = "aes128gcm16-prfsha256-x25519";
    private static final ChildPolicy CHILD = new ChildPolicy(ChildProposals.parse("aes128gcm16-x25519"));

    /** Patient enough for a network that loses every other exchange at the first try. */
    private static final IkeSettings.Retransmission PATIENT = new IkeSettings.Retransmission(300_000_000, 25);

    /** What both ends begin within a third of a second. */
    enum Collision {
        IKE_WITH_IKE(500),
        CHILD_WITH_CHILD(300),
        ALL_WITH_ALL(200);

        private final int seeds;

        Collision(int seeds) {
            this.seeds = seeds;
        }
    }

    @Test
    void aThousandHandshakesConverge() {
        for (long seed = 0; seed < HANDSHAKES; seed++) {
            var network = established(seed);
            assertOnePair(network, seed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aThousandSimultaneousRekeyingsConverge(Collision collision) {
        for (long seed = 0; seed < collision.seeds; seed++) {
            var network = established(seed);
            var old = network.alice.sas.values().iterator().next();
            for (var end : new End[] {network.alice, network.bob}) {
                int child = end.children.keySet().iterator().next();
                if (collision != Collision.CHILD_WITH_CHILD) {
                    network.giveWithin(300, end, new IkeInput.Rekey(old.spiI(), old.spiR()));
                }
                if (collision != Collision.IKE_WITH_IKE) {
                    network.giveWithin(300, end, new IkeInput.RekeyChild(old.spiI(), old.spiR(), child));
                }
            }
            network.run();

            assertOnePair(network, seed);
            var alice = network.alice.children.values();
            var bob = network.bob.children.values();
            assertThat(alice).as("children, seed %d", seed).hasSize(1);
            assertThat(bob).as("children, seed %d", seed).hasSize(1);
            var one = alice.iterator().next();
            var other = bob.iterator().next();
            assertThat(one.ownSpi()).as("seed %d", seed).isEqualTo(other.peerSpi());
            assertThat(one.peerSpi()).as("seed %d", seed).isEqualTo(other.ownSpi());
            assertThat(one.keymat().octets())
                    .as("KEYMAT, seed %d", seed)
                    .isEqualTo(other.keymat().octets());
            if (collision != Collision.CHILD_WITH_CHILD) {
                assertThat(network.alice.sas.keySet()).as("seed %d", seed).doesNotContain(old.spiI());
            }
        }
    }

    private static SimulatedNetwork established(long seed) {
        var policy = Ends.bob(Lockstep.PSK, PROPOSAL).withChild(CHILD);
        var network = new SimulatedNetwork(
                seed,
                new ToyKeyPairs(new SplittableRandom(seed)),
                patient(IkeSettings.defaults(Optional.empty())),
                patient(IkeSettings.defaults(Optional.of(policy))));
        var alice = Ends.alice(Lockstep.PSK, PROPOSAL).withChild(CHILD);
        network.give(network.alice, new IkeInput.Initiate(1, Ends.ALICE_AT, Ends.BOB_AT, alice));
        network.run();
        assertThat(network.alice.failures).as("seed %d", seed).isEmpty();
        return network;
    }

    private static IkeSettings patient(IkeSettings settings) {
        return new IkeSettings(settings.responder(), PATIENT, settings.defence(), settings.network(), false);
    }

    private static void assertOnePair(SimulatedNetwork network, long seed) {
        var alice = network.alice.sas.values();
        var bob = network.bob.sas.values();
        assertThat(alice).as("SAs of Alice, seed %d", seed).hasSize(1);
        assertThat(bob).as("SAs of Bob, seed %d", seed).hasSize(1);
        var one = alice.iterator().next();
        var other = bob.iterator().next();
        assertThat(one.spiI()).as("seed %d", seed).isEqualTo(other.spiI());
        assertThat(one.spiR()).as("seed %d", seed).isEqualTo(other.spiR());
        assertThat(one.skD()).as("SK_d, seed %d", seed).isEqualTo(other.skD());
        assertThat(network.alice.endpoint.size()).as("leaked, seed %d", seed).isEqualTo(1);
        assertThat(network.bob.endpoint.size()).as("leaked, seed %d", seed).isEqualTo(1);
    }
}
