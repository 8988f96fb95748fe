package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.waywiser.security.ike.EphemeralKeyPairs;
import org.waywiser.security.ike.NotAuthentic;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.Delete;
import org.waywiser.wire.ike.Encrypted;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.IkeMessage;
import org.waywiser.wire.ike.IkePayload;
import org.waywiser.wire.ike.KeyExchange;
import org.waywiser.wire.ike.Nonce;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;
import org.waywiser.wire.ike.OpaquePayload;
import org.waywiser.wire.ike.PayloadType;
import org.waywiser.wire.ike.Proposal;
import org.waywiser.wire.ike.ProtocolId;
import org.waywiser.wire.ike.SecurityAssociation;
import org.waywiser.wire.ike.Transform;
import org.waywiser.wire.ike.TransformType;

/** What an initiator makes of responses; the responder holds the right keys and follows a script. */
class InitiatorRulesTest {
    private static final OpaquePayload CRITICAL = new OpaquePayload(new PayloadType(200), true, Octets.hex("aa"));

    private final Lockstep ends = new Lockstep();
    private final IkePolicy bobPolicy = Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL);
    private final Negotiated bob = bobAnswersIkeSaInit();
    private Octets authRequest = Octets.EMPTY;

    private Negotiated bobAnswersIkeSaInit() {
        var request = ends.initiate();
        var bare = request.slice(4, request.length());
        var outcome = IkeSaInitAnswer.process(
                Lockstep.message(request),
                new IkeInput.Received(request, Ends.ALICE_AT, Ends.BOB_AT),
                bare,
                Candidates.of(bobPolicy),
                IkeSettings.Network.DEFAULT,
                0x2233445566778899L,
                new SplittableRandom(3),
                new EphemeralKeyPairs(new SecureRandom()));
        return ((IkeSaInitAnswer.Outcome.Agreed) outcome).negotiated();
    }

    // ---- IKE_SA_INIT: whatever is wrong with a response, a better one may come

    @Test
    @Rfc(value = 7296, section = "3.3.6")
    void aSuiteThatWasNotOfferedIsNotTaken() {
        var proposal = new Proposal(
                1,
                ProtocolId.IKE,
                Octets.EMPTY,
                List.of(
                        Transform.withKeyLength(TransformType.ENCR, 20, 128),
                        Transform.of(TransformType.PRF, 5),
                        Transform.of(TransformType.DH, 31)));

        notTaken(replacing(PayloadType.SA, new SecurityAssociation(List.of(proposal))));
    }

    @Test
    @Rfc(value = 8031, section = "3.2")
    void aPublicValueThatLeadsToZeroIsNotTaken() {
        notTaken(replacing(PayloadType.KE, new KeyExchange(31, Octets.zeros(32))));
        assertThat(ends.alice.drops()).containsEntry(IkeDropReason.INVALID_PUBLIC_VALUE, 1L);
    }

    @Test
    @Rfc(value = 7296, section = "3.4")
    void aKeyExchangeOfAnotherGroupOrLengthIsNotTaken() {
        notTaken(replacing(PayloadType.KE, new KeyExchange(19, Octets.zeros(64))));
        notTaken(replacing(PayloadType.KE, new KeyExchange(31, Octets.zeros(31))));
    }

    @Test
    @Rfc(value = 7296, section = "3.9")
    void aNonceOutOfRangeIsNotTaken() {
        notTaken(replacing(PayloadType.NONCE, new Nonce(Octets.zeros(15))));
        notTaken(replacing(PayloadType.NONCE, new Nonce(Octets.zeros(257))));
    }

    @Test
    void aResponseWithoutOneOfItsPayloadsIsNotTaken() {
        for (var type : List.of(PayloadType.SA, PayloadType.KE, PayloadType.NONCE)) {
            notTaken(payloads ->
                    payloads.stream().filter(p -> !p.type().equals(type)).toList());
        }
        assertThat(ends.alice.drops()).containsEntry(IkeDropReason.FORBIDDEN_PAYLOADS, 3L);
    }

    @Test
    @Rfc(value = 7296, section = "2.5")
    void aResponseWithAnUnknownCriticalPayloadIsNotTaken() {
        notTaken(payloads -> {
            var more = new ArrayList<>(payloads);
            more.add(CRITICAL);
            return more;
        });
    }

    private void notTaken(UnaryOperator<List<IkePayload>> change) {
        var response = Lockstep.message(Octets.zeros(4).concat(bob.response()));
        var changed = new IkeMessage(
                response.spiI(),
                response.spiR(),
                response.exchange(),
                false,
                true,
                0,
                change.apply(response.payloads()));

        assertThat(ends.aliceHears(Lockstep.datagram(changed))).singleElement().isInstanceOf(IkeEffect.Dropped.class);
        assertThat(ends.alice.deadline()).isPresent();
    }

    private static UnaryOperator<List<IkePayload>> replacing(PayloadType type, IkePayload other) {
        return payloads ->
                payloads.stream().map(p -> p.type().equals(type) ? other : p).toList();
    }

    // ---- IKE_AUTH: the response is from whoever answered IKE_SA_INIT

    @Test
    @Rfc(value = 7296, section = "2.21.2")
    void errorsBesideAProofDoNotSpoilTheSa() {
        var payloads = new ArrayList<>(authResponse());
        payloads.add(Notify.of(NotifyType.TS_UNACCEPTABLE));
        payloads.add(Notify.of(new NotifyType(40_960)));
        var effects = authAnswered(payloads);

        assertThat(effects)
                .anyMatch(IkeEffect.Established.class::isInstance)
                .contains(new IkeEffect.Log("the peer adds TS_UNACCEPTABLE"));
    }

    @Test
    @Rfc(value = 7296, section = "3.10.1")
    void anErrorWithoutAProofIsTheEndWhateverItSays() {
        authAnswered(List.of(Notify.of(new NotifyType(9_000))));

        var failed = Lockstep.failed(OptionalLong.of(7), Ends.BOB_AT, ends.aliceGivesUp(), FailureReason.PEER_ERROR);
        assertThat(failed.detail()).contains("error notify 9000");
        assertThat(ends.alice.deadline()).isEmpty();
    }

    @Test
    @Rfc(value = 7296, section = "2.21")
    void aResponseWithoutProofIsInvalidAndTheResponderIsTold() {
        var payloads = authResponse().stream()
                .filter(p -> !p.type().equals(PayloadType.AUTH))
                .toList();
        var effects = authAnswered(payloads);

        assertThat(opened(ends.only(effects))).containsExactly(Notify.of(NotifyType.INVALID_SYNTAX));
        Lockstep.failed(OptionalLong.of(7), Ends.BOB_AT, ends.aliceGivesUp(), FailureReason.INVALID_SYNTAX);
    }

    @Test
    @Rfc(value = 7296, section = "2.21")
    void aMalformedResponseIsInvalidAndTheResponderIsTold() {
        var effects = authAnswered(List.of(new OpaquePayload(PayloadType.DELETE, false, Octets.hex("0304"))));

        assertThat(opened(ends.only(effects))).containsExactly(Notify.of(NotifyType.INVALID_SYNTAX));
        Lockstep.failed(OptionalLong.of(7), Ends.BOB_AT, ends.aliceGivesUp(), FailureReason.INVALID_SYNTAX);
    }

    @Test
    @Rfc(value = 7296, section = "2.5")
    void anUnknownCriticalPayloadInTheResponseFailsTheAttempt() {
        var payloads = new ArrayList<>(authResponse());
        payloads.add(CRITICAL);
        authAnswered(payloads);

        Lockstep.failed(
                OptionalLong.of(7), Ends.BOB_AT, ends.aliceGivesUp(), FailureReason.UNSUPPORTED_CRITICAL_PAYLOAD);
    }

    @Test
    void theResponderMayAskThingsOnceTheSaIsOpen() {
        var early = sealed(ExchangeType.INFORMATIONAL, false, 0, List.of());
        authAnswered(authResponse());

        assertThat(opened(ends.toAlice(early))).isEmpty();
        var effects = ends.aliceHears(sealed(ExchangeType.INFORMATIONAL, false, 1, List.of(Delete.IKE_SA)));
        assertThat(effects).anyMatch(IkeEffect.Deleted.class::isInstance);
    }

    @Test
    void theResponderMayNotAskThingsBeforeTheSaIsOpen() {
        ends.toAlice(Octets.zeros(4).concat(bob.response()));

        assertThat(ends.aliceHears(sealed(ExchangeType.INFORMATIONAL, false, 0, List.of(Delete.IKE_SA))))
                .singleElement()
                .isInstanceOf(IkeEffect.Dropped.class);
        assertThat(ends.alice.drops()).containsEntry(IkeDropReason.UNEXPECTED_EXCHANGE, 1L);
    }

    private List<IkePayload> authResponse() {
        authRequest = ends.toAlice(Octets.zeros(4).concat(bob.response()));
        var request = new Protected(List.of(), opened(authRequest), Optional.empty());
        return IkeAuth.answer(bob, List.of(bobPolicy), Ends.BOBS_END, request, Ends.NOW)
                .payloads();
    }

    private List<IkeEffect> authAnswered(List<IkePayload> payloads) {
        if (authRequest.length() == 0)
            authRequest = ends.toAlice(Octets.zeros(4).concat(bob.response()));
        return ends.aliceHears(sealed(ExchangeType.IKE_AUTH, true, 1, payloads));
    }

    private Octets sealed(ExchangeType exchange, boolean response, long id, List<IkePayload> payloads) {
        var message = new IkeMessage(bob.spiI(), bob.spiR(), exchange, false, response, id, payloads);
        return Octets.zeros(4).concat(Protection.seal(message, bob.outbound()));
    }

    private List<IkePayload> opened(Octets datagram) {
        var sk = (Encrypted) Lockstep.message(datagram).payloads().getLast();
        try {
            return Protection.open(datagram.slice(4, datagram.length()), sk, bob.inbound());
        } catch (NotAuthentic | MalformedMessage e) {
            throw new AssertionError(e);
        }
    }
}
