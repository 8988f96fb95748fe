package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.security.ike.DhSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.VirtualTime;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.AuthMethod;
import org.waywiser.wire.ike.Authentication;
import org.waywiser.wire.ike.Delete;
import org.waywiser.wire.ike.Encrypted;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.Identification;
import org.waywiser.wire.ike.IdentificationPayload;
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
import org.waywiser.wire.ike.TrafficSelector;
import org.waywiser.wire.ike.TrafficSelectors;
import org.waywiser.wire.ike.VendorId;

/** What a responder makes of requests that pass the integrity check. */
@Rfc(value = 7296, section = "2.21")
class ResponderRulesTest {
    private static final Notify INVALID_SYNTAX = Notify.of(NotifyType.INVALID_SYNTAX);
    private static final OpaquePayload CRITICAL = new OpaquePayload(new PayloadType(200), true, Octets.hex("aa"));
    private static final OpaquePayload UNCRITICAL = new OpaquePayload(new PayloadType(200), false, Octets.hex("aa"));

    private final VirtualTime time = new VirtualTime();
    private final IkeEndpoint bob = Ends.responder(Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL), 2);

    @Test
    @Rfc(value = 7296, section = "2.5")
    void unknownPayloadsVendorIdsAndStatusNotifiesChangeNothing() {
        var alice = new ScriptedInitiator(bob, time);
        var payloads = new ArrayList<IkePayload>(List.of(
                UNCRITICAL, new VendorId(Octets.hex("cafe")), Notify.of(new NotifyType(40_999), Octets.hex("01"))));
        payloads.addAll(alice.auth());

        assertThat(alice.send(ExchangeType.IKE_AUTH, 1, payloads)).anyMatch(IkeEffect.Established.class::isInstance);
    }

    @Test
    @Rfc(value = 7296, section = "2.5")
    void payloadsMayComeInAnyOrder() {
        var alice = new ScriptedInitiator(bob, time);

        assertThat(alice.send(ExchangeType.IKE_AUTH, 1, alice.auth().reversed()))
                .anyMatch(IkeEffect.Established.class::isInstance);
    }

    @Test
    @Rfc(value = 7296, section = "2.5")
    void anUnknownCriticalPayloadInIkeAuthIsNamedAndEndsTheSa() {
        var alice = new ScriptedInitiator(bob, time);
        var payloads = new ArrayList<>(alice.auth());
        payloads.add(CRITICAL);
        var effects = alice.send(ExchangeType.IKE_AUTH, 1, payloads);

        assertThat(alice.response(effects))
                .contains(List.of(Notify.of(NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD, Octets.hex("c8"))));
        Lockstep.failed(OptionalLong.empty(), Ends.ALICE_AT, effects, FailureReason.UNSUPPORTED_CRITICAL_PAYLOAD);
    }

    @Test
    @Rfc(value = 7296, section = "2.5")
    void anUnknownCriticalPayloadLaterSpoilsOnlyItsMessage() {
        var alice = ScriptedInitiator.open(bob, time);

        assertThat(alice.response(alice.send(ExchangeType.INFORMATIONAL, 2, List.of(Delete.IKE_SA, CRITICAL))))
                .contains(List.of(Notify.of(NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD, Octets.hex("c8"))));
        assertThat(alice.response(alice.send(ExchangeType.INFORMATIONAL, 3, List.of())))
                .contains(List.of());
    }

    @Test
    void anUnknownCriticalPayloadInIkeSaInitIsNamedWithoutState() {
        var ends = new Lockstep();
        var request = Lockstep.message(ends.initiate());
        var payloads = new ArrayList<>(request.payloads());
        payloads.add(CRITICAL);
        var bad = new IkeMessage(request.spiI(), 0, ExchangeType.IKE_SA_INIT, true, false, 0, payloads);
        var answer = ends.toBob(Lockstep.datagram(bad));

        assertThat(Lockstep.message(answer).payloads())
                .containsExactly(Notify.of(NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD, Octets.hex("c8")));
        assertThat(ends.bob.deadline()).isEmpty();
    }

    @Test
    @Rfc(value = 7296, section = "2.21.2")
    void anIkeAuthRequestWithoutIdentificationIsInvalid() {
        var alice = new ScriptedInitiator(bob, time);
        var payloads = alice.auth().stream()
                .filter(p -> !p.type().equals(PayloadType.IDI))
                .toList();

        refusedAsInvalid(alice, payloads);
    }

    @Test
    @Rfc(value = 7296, section = "2.21.2")
    void anIkeAuthRequestWithTwoProofsIsInvalid() {
        var alice = new ScriptedInitiator(bob, time);
        var payloads = new ArrayList<>(alice.auth());
        payloads.add(new Authentication(AuthMethod.SHARED_KEY, Octets.hex("aa")));

        refusedAsInvalid(alice, payloads);
    }

    @Test
    @Rfc(value = 7296, section = "3.5")
    void anIdentityWithATerminatorIsInvalid() {
        var alice = new ScriptedInitiator(bob, time);
        var id = new Identification(Ends.ALICE.type(), Octets.hex("61006200"));
        var payloads = new ArrayList<>(alice.auth());
        payloads.set(0, IdentificationPayload.of(PayloadType.IDI, id));

        refusedAsInvalid(alice, payloads);
    }

    @Test
    @Rfc(value = 7296, section = "3.14")
    void contentsThatAreMalformedAreInvalid() {
        var alice = new ScriptedInitiator(bob, time);
        // a Delete that announces SPIs it does not hold
        var malformed = new OpaquePayload(PayloadType.DELETE, false, Octets.hex("03040005"));

        refusedAsInvalid(alice, List.of(malformed));
    }

    @Test
    @Rfc(value = 7296, section = "3.14")
    void anEncryptedPayloadInsideAnotherIsInvalid() {
        refusedAsInvalid(new ScriptedInitiator(bob, time), List.of(new Encrypted(PayloadType.NONE, Octets.zeros(30))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ecp256", "ecp384", "modp2048"})
    @Rfc(value = 6989, section = "2.5")
    void noKeyPairIsMadeForAPublicValueThatIsInvalidOnItsFace(String group) {
        var proposal = "aes128gcm16-prfsha256-" + group;
        DhSource none = g -> {
            throw new AssertionError("a key pair of " + g);
        };
        var settings = IkeSettings.defaults(Optional.of(Ends.bob(Lockstep.PSK, proposal)));
        var bob = new IkeEndpoint(settings, new SplittableRandom(2), none, InstantSource.fixed(Ends.NOW));
        var ends = new Lockstep(Ends.alice(Lockstep.PSK, proposal), bob);
        var request = Lockstep.message(ends.initiate());
        var payloads = request.payloads().stream()
                .map(p -> p instanceof KeyExchange ke
                        ? new KeyExchange(ke.group(), Octets.zeros(ke.data().length()))
                        : p)
                .toList();
        var changed = new IkeMessage(request.spiI(), 0, ExchangeType.IKE_SA_INIT, true, false, 0, payloads);

        assertThat(ends.bobHears(Lockstep.datagram(changed))).singleElement().isInstanceOf(IkeEffect.Dropped.class);
        assertThat(bob.drops()).containsEntry(IkeDropReason.INVALID_PUBLIC_VALUE, 1L);
    }

    @Test
    @Rfc(value = 6989, section = "2.5")
    @Rfc(value = 8031, section = "3.2")
    void anInvalidPublicValueInARequestIsDropped() {
        var ends = new Lockstep();
        var request = Lockstep.message(ends.initiate());
        var payloads = request.payloads().stream()
                .map(p -> p.type().equals(PayloadType.KE) ? new KeyExchange(31, Octets.zeros(32)) : p)
                .toList();
        var bad = new IkeMessage(request.spiI(), 0, ExchangeType.IKE_SA_INIT, true, false, 0, payloads);

        assertThat(ends.bobHears(Lockstep.datagram(bad))).singleElement().isInstanceOf(IkeEffect.Dropped.class);
        assertThat(ends.bob.drops()).containsEntry(IkeDropReason.INVALID_PUBLIC_VALUE, 1L);
        assertThat(ends.bob.deadline()).isEmpty();
    }

    private static void refusedAsInvalid(ScriptedInitiator alice, List<IkePayload> payloads) {
        var effects = alice.send(ExchangeType.IKE_AUTH, 1, payloads);

        assertThat(alice.response(effects)).contains(List.of(INVALID_SYNTAX));
        Lockstep.failed(OptionalLong.empty(), Ends.ALICE_AT, effects, FailureReason.INVALID_SYNTAX);
    }

    @Test
    void aRequestForEapFailsAuthentication() {
        var alice = new ScriptedInitiator(bob, time);
        var payloads = alice.auth().stream()
                .filter(p -> !p.type().equals(PayloadType.AUTH))
                .toList();
        var effects = alice.send(ExchangeType.IKE_AUTH, 1, payloads);

        assertThat(alice.response(effects)).contains(List.of(Notify.of(NotifyType.AUTHENTICATION_FAILED)));
    }

    @Test
    @Rfc(value = 6023, section = "3")
    void aChildAskedForIsRefusedInWordsAndTheIkeSaStands() {
        var alice = new ScriptedInitiator(bob, time);
        var payloads = new ArrayList<>(alice.auth());
        payloads.add(alice.policy.proposals().offer());
        var anything = new TrafficSelector.Range(0, 0, 65535, Octets.zeros(4), Octets.hex("ffffffff"));
        payloads.add(new TrafficSelectors(PayloadType.TSI, List.of(anything)));
        payloads.add(new TrafficSelectors(PayloadType.TSR, List.of(anything)));
        var effects = alice.send(ExchangeType.IKE_AUTH, 1, payloads);

        assertThat(effects).anyMatch(IkeEffect.Established.class::isInstance);
        assertThat(alice.response(effects).orElseThrow())
                .extracting(IkePayload::type)
                .containsExactly(PayloadType.IDR, PayloadType.AUTH, PayloadType.NOTIFY);
        assertThat(alice.response(effects).orElseThrow().getLast()).isEqualTo(Notify.of(NotifyType.NO_PROPOSAL_CHOSEN));
    }

    @Test
    @Rfc(value = 7296, section = "1.4")
    void anEmptyRequestIsAnsweredByAnEmptyResponse() {
        var alice = ScriptedInitiator.open(bob, time);

        for (int id = 2; id < 10; id++) {
            assertThat(alice.response(alice.send(ExchangeType.INFORMATIONAL, id, List.of())))
                    .contains(List.of());
        }
    }

    @Test
    @Rfc(value = 7296, section = "1.3")
    void noSaIsCreatedUnderAnother() {
        var alice = ScriptedInitiator.open(bob, time);
        var esp = new Proposal(1, ProtocolId.ESP, Octets.hex("01020304"), List.of());
        var effects = alice.send(
                ExchangeType.CREATE_CHILD_SA,
                2,
                List.of(new SecurityAssociation(List.of(esp)), new Nonce(Octets.zeros(16))));

        assertThat(alice.response(effects)).contains(List.of(Notify.of(NotifyType.NO_ADDITIONAL_SAS)));
        assertThat(alice.response(alice.send(ExchangeType.INFORMATIONAL, 3, List.of())))
                .contains(List.of());
    }

    @Test
    @Rfc(value = 7296, section = "2.21.3")
    void anOpenSaEndsWithAMalformedRequest() {
        var alice = ScriptedInitiator.open(bob, time);
        var malformed = new OpaquePayload(PayloadType.DELETE, false, Octets.hex("03040005"));
        var effects = alice.send(ExchangeType.INFORMATIONAL, 2, List.of(malformed));

        assertThat(alice.response(effects)).contains(List.of(INVALID_SYNTAX));
        assertThat(effects)
                .anyMatch(e -> e instanceof IkeEffect.Deleted d && d.cause() == DeletionCause.INVALID_SYNTAX);
    }

    @ParameterizedTest
    @ValueSource(ints = {34, 35, 40, 43, 255})
    @Rfc(value = 7296, section = "2.21.3")
    void anExchangeThatDoesNotBelongThereIsAnswered(int exchange) {
        var alice = ScriptedInitiator.open(bob, time);

        assertThat(alice.response(alice.send(new ExchangeType(exchange), 2, List.of())))
                .contains(List.of(INVALID_SYNTAX));
    }

    @Test
    @Rfc(value = 7296, section = "1.4.1")
    void deletingAChildThatWasNeverThereDeletesNothing() {
        var alice = ScriptedInitiator.open(bob, time);
        var child = new Delete(ProtocolId.ESP, 4, List.of(Octets.hex("cafebabe")));

        assertThat(alice.response(alice.send(ExchangeType.INFORMATIONAL, 2, List.of(child))))
                .contains(List.of());
        assertThat(alice.response(alice.send(ExchangeType.INFORMATIONAL, 3, List.of())))
                .contains(List.of());
    }

    @Test
    @Rfc(value = 7296, section = "2.21.2")
    void aRefusalEndsTheSaOnlyRightAfterIkeAuth() {
        var alice = ScriptedInitiator.open(bob, time);
        var notify = List.<IkePayload>of(Notify.of(NotifyType.AUTHENTICATION_FAILED));
        alice.send(ExchangeType.INFORMATIONAL, 2, List.of());

        assertThat(alice.send(ExchangeType.INFORMATIONAL, 3, notify))
                .singleElement()
                .isInstanceOf(IkeEffect.Send.class);
    }

    @Test
    void informationalBeforeIkeAuthIsDropped() {
        var alice = new ScriptedInitiator(bob, time);

        assertThat(alice.send(ExchangeType.INFORMATIONAL, 1, List.of(Delete.IKE_SA)))
                .singleElement()
                .isInstanceOf(IkeEffect.Dropped.class);
        assertThat(bob.drops()).containsEntry(IkeDropReason.UNEXPECTED_EXCHANGE, 1L);
        assertThat(alice.send(ExchangeType.IKE_AUTH, 1, alice.auth()))
                .anyMatch(IkeEffect.Established.class::isInstance);
    }

    @Test
    void halfOpenSasAreForgottenInTime() {
        var alice = new ScriptedInitiator(bob, time);
        time.advance(Duration.ofSeconds(29));
        assertThat(bob.on(new IkeInput.Tick(), time.now())).isEmpty();

        time.advance(Duration.ofSeconds(1));
        Lockstep.failed(
                OptionalLong.empty(), Ends.ALICE_AT, bob.on(new IkeInput.Tick(), time.now()), FailureReason.TIMED_OUT);
        assertThat(bob.deadline()).isEmpty();
        alice.send(ExchangeType.IKE_AUTH, 1, alice.auth());
        assertThat(bob.drops()).containsExactly(Map.entry(IkeDropReason.UNKNOWN_SPI, 1L));
    }
}
