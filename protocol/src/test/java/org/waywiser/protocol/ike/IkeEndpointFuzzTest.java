package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.waywiser.wire.Octets;

class IkeEndpointFuzzTest {
    private static final IkePolicy ALICE = Ends.alice(Lockstep.PSK, Lockstep.PROPOSAL);
    private static final IkePolicy BOB = Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL);

    /** Whatever comes in, nobody is believed, nothing is thrown, and the genuine messages still do their work. */
    @FuzzTest
    void arbitraryDatagramsDoNoHarm(byte[] octets) {
        var ends = new Lockstep(ALICE, quick(Optional.of(BOB), 2), quick(Optional.empty(), 1));
        var datagram = Octets.of(octets);
        var first = ends.initiate();
        if (obeyed(ends, datagram)) return;
        var second = ends.toBob(first);
        if (obeyed(ends, datagram)) return;
        var third = ends.toAlice(second);
        if (obeyed(ends, datagram)) return;
        var fourth = ends.toBob(third);
        assertThat(ends.aliceHears(fourth)).singleElement().isInstanceOf(IkeEffect.Established.class);
        obeyed(ends, datagram);
    }

    private static IkeEndpoint quick(Optional<IkePolicy> responder, long seed) {
        var random = new SplittableRandom(seed);
        return new IkeEndpoint(
                IkeSettings.defaults(responder), random, new ToyKeyPairs(random), InstantSource.fixed(Ends.NOW));
    }

    /** Whether Alice sends another request, as she has to after a forged cookie or group: Bob did not see it. */
    private static boolean obeyed(Lockstep ends, Octets datagram) {
        var alice = ends.aliceHears(datagram);
        for (var effects : List.of(ends.bobHears(datagram), alice)) {
            assertThat(effects)
                    .isNotEmpty()
                    .noneMatch(IkeEffect.Established.class::isInstance)
                    .noneMatch(IkeEffect.Deleted.class::isInstance);
        }
        return alice.stream().anyMatch(IkeEffect.Send.class::isInstance)
                && alice.stream().noneMatch(IkeEffect.Dropped.class::isInstance);
    }
}
