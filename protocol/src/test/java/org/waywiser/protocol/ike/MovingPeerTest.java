package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.VirtualTime;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.IkeMessage;
import org.waywiser.wire.ike.VendorId;

/** A peer whose messages come from another address than before. */
@Rfc(value = 7296, section = "2.23")
class MovingPeerTest {
    private static final InetSocketAddress NAT = Ends.address("203.0.113.1", 20_000);
    private static final InetSocketAddress NAT_LATER = Ends.address("203.0.113.77", 31_000);

    private final VirtualTime time = new VirtualTime();
    private final IkeEndpoint bob = Ends.responder(Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL), 2);

    @Test
    void aPeerBehindANatIsFollowedToItsNewAddress() {
        var alice = openFrom(NAT);
        alice.seenAt = NAT_LATER;
        var effects = liveness(alice, 2);

        assertThat(effects)
                .contains(new IkeEffect.Moved(alice.negotiated.spiI(), alice.negotiated.spiR(), NAT, NAT_LATER));
        assertThat(target(effects)).isEqualTo(NAT_LATER);
        assertThat(whereBobSends(alice)).isEqualTo(NAT_LATER);
    }

    @Test
    void aRequestOfOursIsRepeatedToTheNewAddress() {
        var alice = openFrom(NAT);
        assertThat(whereBobSends(alice)).isEqualTo(NAT);
        alice.seenAt = NAT_LATER;
        liveness(alice, 2);
        time.advance(Duration.ofMillis(500));

        assertThat(target(bob.on(new IkeInput.Tick(), time.now()))).isEqualTo(NAT_LATER);
    }

    @Test
    void anOldMessageFromElsewhereMovesNobody() {
        var alice = openFrom(NAT);
        var old = alice.sealed(ExchangeType.INFORMATIONAL, 2, List.of());
        alice.bobHears(old);
        liveness(alice, 3);
        alice.seenAt = NAT_LATER;
        alice.bobHears(old);

        assertThat(whereBobSends(alice)).isEqualTo(NAT);
    }

    @Test
    void aRepeatedRequestIsAnsweredWhereItCameFromButMovesNobody() {
        var alice = openFrom(NAT);
        var last = alice.sealed(ExchangeType.INFORMATIONAL, 2, List.of());
        alice.bobHears(last);
        alice.seenAt = NAT_LATER;

        assertThat(target(alice.bobHears(last))).isEqualTo(NAT_LATER);
        assertThat(whereBobSends(alice)).isEqualTo(NAT);
    }

    @Test
    void aForgedMessageMovesNobody() {
        var alice = openFrom(NAT);
        byte[] forged = alice.sealed(ExchangeType.INFORMATIONAL, 2, List.of()).toByteArray();
        forged[forged.length - 1] ^= 1;
        alice.seenAt = NAT_LATER;
        alice.bobHears(Octets.of(forged));

        assertThat(whereBobSends(alice)).isEqualTo(NAT);
    }

    @Test
    @Rfc(value = 7296, section = "2.11")
    void aPeerWithoutNatIsAnsweredWhereItAskedFromButNotFollowed() {
        var alice = ScriptedInitiator.open(bob, time);
        alice.seenAt = NAT_LATER;

        assertThat(target(liveness(alice, 2))).isEqualTo(NAT_LATER);
        assertThat(whereBobSends(alice)).isEqualTo(Ends.ALICE_AT);
    }

    @Test
    void anEndBehindANatItselfFollowsNobody() {
        var alice = new ScriptedInitiator(bob, time, NAT, Ends.address("10.0.0.9", 4500), 5);
        alice.send(ExchangeType.IKE_AUTH, 1, alice.auth());
        alice.seenAt = NAT_LATER;

        assertThat(target(liveness(alice, 2))).isEqualTo(NAT_LATER);
        assertThat(whereBobSends(alice)).isEqualTo(NAT);
    }

    @Test
    void anInitiatorMayAuthenticateFromAnotherPortWithoutAnyNat() {
        var alice = new ScriptedInitiator(bob, time);
        alice.seenAt = Ends.address("192.0.2.1", 14_500);
        var effects = alice.send(ExchangeType.IKE_AUTH, 1, alice.auth());

        assertThat(effects).noneMatch(IkeEffect.Moved.class::isInstance);
        assertThat(whereBobSends(alice)).isEqualTo(alice.seenAt);
    }

    @Test
    @Rfc(value = 7383, section = "2.6")
    void theLastFragmentTellsWhereThePeerIs() {
        var alice = openFrom(NAT);
        var n = alice.negotiated;
        var message = new IkeMessage(
                n.spiI(),
                n.spiR(),
                ExchangeType.INFORMATIONAL,
                true,
                false,
                2,
                List.of(new VendorId(Octets.zeros(900))));
        var fragments = Fragments.seal(message, n.outbound(), 400).stream()
                .map(octets -> Octets.zeros(4).concat(octets))
                .toList();
        fragments.subList(0, fragments.size() - 1).forEach(alice::bobHears);
        alice.seenAt = NAT_LATER;
        alice.bobHears(fragments.getLast());

        assertThat(whereBobSends(alice)).isEqualTo(NAT_LATER);
    }

    private ScriptedInitiator openFrom(InetSocketAddress seenAt) {
        var alice = new ScriptedInitiator(bob, time, seenAt, Ends.BOB_AT, 5);
        alice.send(ExchangeType.IKE_AUTH, 1, alice.auth());
        return alice;
    }

    private static List<IkeEffect> liveness(ScriptedInitiator alice, long messageId) {
        return alice.send(ExchangeType.INFORMATIONAL, messageId, List.of());
    }

    private InetSocketAddress whereBobSends(ScriptedInitiator alice) {
        return target(bob.on(new IkeInput.Delete(alice.negotiated.spiI(), alice.negotiated.spiR()), time.now()));
    }

    private static InetSocketAddress target(List<IkeEffect> effects) {
        return effects.stream()
                .filter(IkeEffect.Send.class::isInstance)
                .map(e -> ((IkeEffect.Send) e).to())
                .findFirst()
                .orElseThrow();
    }
}
