package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.waywiser.security.ike.EphemeralKeyPairs;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.Delete;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.IkeMessage;
import org.waywiser.wire.ike.IkePayload;

/** Keys do not outlive their SA. */
@Rfc(value = 7296, section = "2.12")
class IkeSaSecretsTest {
    private final EphemeralKeyPairs dh = new EphemeralKeyPairs(new SecureRandom());
    private final IkePolicy policy = Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL);
    private final IkePolicy alicePolicy = Ends.alice(Lockstep.PSK, Lockstep.PROPOSAL);
    private final IkeSa.Context context = Ends.context(IkeSettings.defaults(Optional.of(policy)), dh);
    private final Effects effects = new Effects(new EnumMap<>(IkeDropReason.class), 0);
    private final IkeSaInitOffer offer = IkeSaInitOffer.first(
            alicePolicy,
            IkeSettings.Network.DEFAULT,
            Ends.ALICE_AT,
            Ends.BOB_AT,
            1L << 40,
            new SplittableRandom(1),
            dh);
    private final Negotiated responder = responder();
    private final Negotiated initiator = initiator();
    private final IkeSa sa = IkeSa.answer(context, List.of(policy), responder, received(offer.build()), 0, effects);

    @Test
    void aHalfOpenSaTakesItsKeysWithIt() {
        assertLive();
        sa.tick(context.settings().defence().halfOpenNanos(), effects);

        assertThat(sa.gone()).isTrue();
        assertWiped();
    }

    @Test
    void aDeletedSaTakesItsKeysWithItButNotThoseHandedOut() throws Exception {
        request(ExchangeType.IKE_AUTH, 1, IkeAuth.build(initiator, alicePolicy, Ends.ALICES_END, true));
        var info = effects.toList().stream()
                .filter(IkeEffect.Established.class::isInstance)
                .map(e -> ((IkeEffect.Established) e).sa())
                .findFirst()
                .orElseThrow();
        assertLive();
        request(ExchangeType.INFORMATIONAL, 2, List.of(Delete.IKE_SA));

        assertWiped();
        assertThat(info.skD()).isEqualTo(initiator.keys().skD());
        assertThat(info.sharedSecret()).isEqualTo(initiator.keys().ippmSharedSecret());
        info.wipe();
        assertThatThrownBy(() -> info.skD().toByteArray()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> info.sharedSecret().toByteArray()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aRefusedSaTakesItsKeysWithIt() {
        request(ExchangeType.IKE_AUTH, 1, List.of());

        assertWiped();
    }

    @Test
    void anUnansweredDeleteTakesTheKeysInTheEnd() throws Exception {
        request(ExchangeType.IKE_AUTH, 1, IkeAuth.build(initiator, alicePolicy, Ends.ALICES_END, true));
        sa.want(new Wish.DeleteIke(DeletionCause.LOCAL), 0, effects);
        while (sa.deadline().isPresent()) sa.tick(sa.deadline().getAsLong(), effects);

        assertThat(sa.gone()).isTrue();
        assertWiped();
    }

    private void request(ExchangeType exchange, long id, List<IkePayload> payloads) {
        var message = new IkeMessage(initiator.spiI(), initiator.spiR(), exchange, true, false, id, payloads);
        var octets = Protection.seal(message, initiator.outbound());
        var received = Lockstep.message(Octets.zeros(4).concat(octets));
        sa.received(new Arrival(received, octets, Ends.ALICE_AT, Ends.BOB_AT), 0, effects);
    }

    private void assertLive() {
        assertThat(responder.keys().skD()).isEqualTo(initiator.keys().skD());
        assertThat(responder.keys().skD().toByteArray()).isNotEmpty();
    }

    private void assertWiped() {
        for (var secret : List.of(
                responder.keys().skD(),
                responder.keys().skPi(),
                responder.keys().skPr())) {
            assertThatThrownBy(secret::toByteArray).isInstanceOf(IllegalStateException.class);
        }
    }

    private Negotiated responder() {
        var octets = offer.build();
        var message = Lockstep.message(Octets.zeros(4).concat(octets));
        var random = new SplittableRandom(2);
        var outcome = IkeSaInitAnswer.process(
                message,
                received(octets),
                octets,
                Candidates.of(policy),
                IkeSettings.Network.DEFAULT,
                2L << 40,
                random,
                dh);
        return ((IkeSaInitAnswer.Outcome.Agreed) outcome).negotiated();
    }

    private Negotiated initiator() {
        var message = Lockstep.message(Octets.zeros(4).concat(responder.response()));
        var arrival = new Arrival(message, responder.response(), Ends.BOB_AT, Ends.ALICE_AT);
        return ((IkeSaInitOffer.Outcome.Agreed) offer.process(arrival, offer.build(), dh)).negotiated();
    }

    private static IkeInput.Received received(Octets octets) {
        return new IkeInput.Received(octets, Ends.ALICE_AT, Ends.BOB_AT);
    }
}
