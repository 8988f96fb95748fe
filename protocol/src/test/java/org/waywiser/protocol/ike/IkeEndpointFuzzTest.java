package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.waywiser.testkit.VirtualTime;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.PayloadType;

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

    /**
     * Payloads under the right keys, before and after IKE_AUTH: each request gets exactly one response. The first octet is the type
     * of the first payload, the second the exchange.
     */
    @FuzzTest
    void arbitraryPayloadsUnderTheRightKeysAreAnswered(byte[] octets) {
        if (octets.length < 2) return;
        var type = new PayloadType(octets[0] & 0xff);
        var exchange = new ExchangeType(octets[1] & 0xff);
        var chain = Octets.of(octets, 2, octets.length - 2);
        var time = new VirtualTime();

        var halfOpen = new ScriptedInitiator(Ends.responder(Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL), 2), time);
        var effects = halfOpen.bobHears(halfOpen.sealedChain(ExchangeType.IKE_AUTH, 1, type, chain));
        assertThat(effects).noneMatch(IkeEffect.Established.class::isInstance);
        assertThat(Lockstep.sent(effects)).hasSize(1);

        var open = ScriptedInitiator.open(Ends.responder(Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL), 2), time);
        assertThat(Lockstep.sent(open.bobHears(open.sealedChain(exchange, 2, type, chain))))
                .hasSize(1);
    }
}
