package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.testkit.Rfc;

/** Both ends on a network that loses, doubles and reorders, and time that only this test moves. */
@Rfc(value = 7296, section = "2.1")
class LossyNetworkTest {
    private static final int SAS = 40;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void allHandshakesAndDeletesConverge(long seed) {
        var random = new SplittableRandom(seed);
        var proposals = "aes128gcm16-prfsha256-x25519-ecp256";
        var policy = Ends.bob(Lockstep.PSK, "aes128gcm16-prfsha256-ecp256");
        var network = new SimulatedNetwork(
                seed,
                Ends.keyPairs(seed),
                IkeSettings.defaults(Optional.empty()),
                IkeSettings.defaults(Optional.of(policy)));
        var alice = network.alice;
        var bob = network.bob;
        for (long attempt = 0; attempt < SAS; attempt++) {
            var wanted = Ends.alice(Lockstep.PSK, proposals); // begins with the group that Bob does not want
            network.give(alice, new IkeInput.Initiate(attempt, Ends.ALICE_AT, Ends.BOB_AT, wanted));
        }
        network.run();

        assertThat(alice.failures).as("failed attempts, seed %d", seed).isEmpty();
        assertThat(alice.sas).as("seed %d", seed).hasSize(SAS);
        assertThat(bob.sas.keySet()).as("seed %d", seed).containsAll(alice.sas.keySet());
        alice.sas.forEach((spi, sa) -> {
            var other = Optional.ofNullable(bob.sas.get(spi)).orElseThrow();
            assertThat(sa.skD()).as("seed %d", seed).isEqualTo(other.skD());
            assertThat(sa.spiR()).as("seed %d", seed).isEqualTo(other.spiR());
        });

        for (var sa : List.copyOf(alice.sas.values())) {
            var input = new IkeInput.Delete(sa.spiI(), sa.spiR());
            boolean both = random.nextInt(3) == 0;
            if (both || random.nextBoolean()) network.give(alice, input);
            if (both || random.nextBoolean()) network.give(bob, input);
        }
        network.run();
        for (var sa : List.copyOf(alice.sas.values())) {
            network.give(alice, new IkeInput.Delete(sa.spiI(), sa.spiR()));
        }
        network.run();
        assertThat(alice.sas).as("seed %d", seed).isEmpty();
        assertThat(bob.sas).as("seed %d", seed).isEmpty();
        assertThat(alice.endpoint.deadline()).as("seed %d", seed).isEmpty();
        assertThat(bob.endpoint.deadline()).as("seed %d", seed).isEmpty();
    }
}
