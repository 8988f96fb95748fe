package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.waywiser.wire.Octets;

class IkeEndpointFuzzTest {
    /** Whatever comes in, nobody is believed, nothing is thrown, and the genuine messages still do their work. */
    @FuzzTest
    void arbitraryDatagramsDoNoHarm(byte[] octets) {
        var ends = new Lockstep();
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
