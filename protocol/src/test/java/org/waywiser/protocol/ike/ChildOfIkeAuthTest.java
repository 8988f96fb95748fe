package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.security.ike.ChildProposals;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.VirtualTime;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.Delete;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.IkePayload;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;
import org.waywiser.wire.ike.PayloadType;
import org.waywiser.wire.ike.ProtocolId;
import org.waywiser.wire.ike.TrafficSelector.Range;
import org.waywiser.wire.ike.TrafficSelectors;

/** A child SA beside the IKE SA that IKE_AUTH sets up. */
@Rfc(value = 7296, section = "1.2")
class ChildOfIkeAuthTest {
    private final VirtualTime time = new VirtualTime();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aes128gcm16",
                "aes256gcm16-x25519",
                "chacha20poly1305-esn",
                "aes128-sha256",
                "aes256-sha512-esn-noesn",
                "sha384"
            })
    @Rfc(value = 7296, section = "2.17")
    void bothEndsHoldTheSameKeys(String proposal) {
        var ends = new Lockstep(alice(proposal), bob(proposal));
        var effects = ends.aliceHears(ends.toBob(ends.toAlice(ends.toBob(ends.initiate()))));
        var alice = child(effects);
        var bob = child(ends.told);

        assertThat(alice.child().keymat().octets())
                .isEqualTo(bob.child().keymat().octets());
        assertThat(alice.child().keymat().encryptionTowardsResponder())
                .isEqualTo(bob.child().keymat().encryptionTowardsResponder());
        assertThat(alice.child().initiator()).isTrue();
        assertThat(bob.child().initiator()).isFalse();
        assertThat(alice.child().ownSpi()).isEqualTo(bob.child().peerSpi());
        assertThat(alice.child().peerSpi()).isEqualTo(bob.child().ownSpi());
        assertThat(alice.child()).hasToString(bob.child().toString());
        assertThat(alice.child().initiatorSelectors())
                .isEqualTo(bob.child().initiatorSelectors())
                .containsExactly(discard(Ends.ALICE_AT.getAddress().getAddress()));
        assertThat(alice.child().responderSelectors())
                .isEqualTo(bob.child().responderSelectors())
                .containsExactly(discard(Ends.BOB_AT.getAddress().getAddress()));
        assertThat(alice.spiI())
                .isEqualTo(bob.spiI())
                .isEqualTo(ends.established(effects).spiI());
        assertThat(alice.spiR()).isEqualTo(bob.spiR());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Rfc(value = 7296, section = "1.3.3")
    void eitherEndRekeysIt(boolean byAlice) {
        var ends = new Lockstep(alice("aes256-sha256"), bob("aes256-sha256"));
        var old = established(ends);
        var asked = ask(ends, byAlice, new IkeInput.RekeyChild(old.spiI(), old.spiR(), spi(old, byAlice)));
        finish(ends, byAlice, asked);

        assertThat(ends.told)
                .filteredOn(IkeEffect.ChildRekeyed.class::isInstance)
                .extracting(e -> ((IkeEffect.ChildRekeyed) e).oldSpi())
                .containsExactlyInAnyOrder(spi(old, true), spi(old, false));
        assertDeleted(ends, old);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Rfc(value = 7296, section = "1.4.1")
    void eitherEndDeletesItAndTheIkeSaStands(boolean byAlice) {
        var ends = new Lockstep(alice("aes256-sha256"), bob("aes256-sha256"));
        var old = established(ends);
        var asked = ask(ends, byAlice, new IkeInput.DeleteChild(old.spiI(), old.spiR(), spi(old, byAlice)));
        finish(ends, byAlice, asked);

        assertDeleted(ends, old);
        assertThat(ends.told).noneMatch(IkeEffect.Deleted.class::isInstance);
    }

    @Test
    void withoutAWishThereIsNoChild() {
        var ends = new Lockstep(Ends.alice(Lockstep.PSK, Lockstep.PROPOSAL), bob("aes128gcm16"));
        ends.establish();

        assertThat(ends.told).noneMatch(IkeEffect.ChildEstablished.class::isInstance);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anIkeSaStandsWithoutTheChildThatTheResponderRefuses(boolean childless) {
        var bobs = childless ? Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL) : bob("aes256-sha256");
        var ends = new Lockstep(alice("aes128gcm16"), bobs);
        var effects = ends.aliceHears(ends.toBob(ends.toAlice(ends.toBob(ends.initiate()))));

        assertThat(effects.getFirst()).isInstanceOf(IkeEffect.Established.class);
        assertThat(effects.subList(1, effects.size()))
                .containsExactly(new IkeEffect.Log("no child SA: the peer answers NO_PROPOSAL_CHOSEN to the child SA"));
        assertThat(ends.told)
                .anyMatch(IkeEffect.Established.class::isInstance)
                .noneMatch(IkeEffect.ChildEstablished.class::isInstance);
    }

    @Test
    void messagesHoldThePayloadsOfTheFigureInItsOrder() {
        var alice = new ScriptedInitiator(alice("aes128gcm16"), Ends.responder(bob("aes128gcm16"), 2), time);

        assertThat(alice.auth())
                .extracting(IkePayload::type)
                .containsExactly(
                        PayloadType.IDI,
                        PayloadType.IDR,
                        PayloadType.AUTH,
                        PayloadType.SA,
                        PayloadType.TSI,
                        PayloadType.TSR);
        assertThat(alice.response(alice.send(ExchangeType.IKE_AUTH, 1, alice.auth()))
                        .orElseThrow())
                .extracting(IkePayload::type)
                .containsExactly(PayloadType.IDR, PayloadType.AUTH, PayloadType.SA, PayloadType.TSI, PayloadType.TSR);
    }

    @Test
    @Rfc(value = 7296, section = "2.9")
    void trafficSelectorsWithoutTheDiscardPortOfBothHostsAreRefused() {
        var elsewhere = discard(new byte[] {10, 0, 0, 1});

        assertThat(refusal(new TrafficSelectors(PayloadType.TSI, List.of(elsewhere))))
                .isEqualTo(Notify.of(NotifyType.TS_UNACCEPTABLE));
        assertThat(refusal(new TrafficSelectors(PayloadType.TSR, List.of(elsewhere))))
                .isEqualTo(Notify.of(NotifyType.TS_UNACCEPTABLE));
    }

    @Test
    void aChildWithoutTrafficSelectorsIsRefusedAndTheIkeSaStands() {
        var alice = new ScriptedInitiator(alice("aes128gcm16"), Ends.responder(bob("aes128gcm16"), 2), time);
        var payloads = alice.auth().stream()
                .filter(p -> !(p instanceof TrafficSelectors))
                .toList();
        var effects = alice.send(ExchangeType.IKE_AUTH, 1, payloads);

        assertThat(effects).anyMatch(IkeEffect.Established.class::isInstance);
        assertThat(alice.response(effects).orElseThrow().getLast()).isEqualTo(Notify.of(NotifyType.TS_UNACCEPTABLE));
    }

    @Test
    @Rfc(value = 7296, section = "1.3.1")
    void transportModeCompressionAndPaddingAreNotTakenUp() {
        var alice = new ScriptedInitiator(alice("aes128gcm16"), Ends.responder(bob("aes128gcm16"), 2), time);
        var payloads = new ArrayList<>(alice.auth());
        payloads.add(Notify.of(NotifyType.USE_TRANSPORT_MODE));
        payloads.add(Notify.of(NotifyType.IPCOMP_SUPPORTED, Octets.hex("123402")));
        payloads.add(Notify.of(NotifyType.ESP_TFC_PADDING_NOT_SUPPORTED));
        payloads.add(Notify.of(NotifyType.NON_FIRST_FRAGMENTS_ALSO));
        var effects = alice.send(ExchangeType.IKE_AUTH, 1, payloads);

        assertThat(effects).anyMatch(IkeEffect.ChildEstablished.class::isInstance);
        assertThat(alice.response(effects).orElseThrow())
                .extracting(IkePayload::type)
                .doesNotContain(PayloadType.NOTIFY);
    }

    @Test
    @Rfc(value = 7296, section = "2.9")
    void aChildThatTheResponderWidenedIsDeletedAndTheIkeSaStands() {
        var bob = new ScriptedResponder(alice("aes128gcm16"), bob("aes128gcm16"));
        var anything = new Range(0, 0, 65535, Octets.zeros(4), Octets.hex("ffffffff"));
        var payloads = bob.rightAnswer();
        payloads.replaceAll(
                p -> p instanceof TrafficSelectors ts ? new TrafficSelectors(ts.type(), List.of(anything)) : p);
        var effects = bob.answer(payloads);

        assertThat(effects)
                .anyMatch(IkeEffect.Established.class::isInstance)
                .contains(new IkeEffect.Log("no child SA: the peer widened the traffic selectors of the child SA"))
                .noneMatch(IkeEffect.ChildEstablished.class::isInstance);
        assertThat(bob.opened(bob.ends.only(effects))).singleElement().isInstanceOfSatisfying(Delete.class, delete -> {
            assertThat(delete.protocol()).isEqualTo(ProtocolId.ESP);
            assertThat(delete.spis())
                    .singleElement()
                    .satisfies(spi -> assertThat(spi.length()).isEqualTo(4));
        });
    }

    /** Alice's word of the child. */
    private static IkeEffect.ChildEstablished established(Lockstep ends) {
        return child(ends.aliceHears(ends.toBob(ends.toAlice(ends.toBob(ends.initiate())))));
    }

    private static int spi(IkeEffect.ChildEstablished alices, boolean ofAlice) {
        return ofAlice ? alices.child().ownSpi() : alices.child().peerSpi();
    }

    private static Octets ask(Lockstep ends, boolean byAlice, IkeInput wish) {
        return ends.only((byAlice ? ends.alice : ends.bob).on(wish, ends.time.now()));
    }

    /** Carries messages until nobody sends any more. */
    private static void finish(Lockstep ends, boolean fromAlice, Octets first) {
        boolean toBob = fromAlice;
        var next = List.of(first);
        while (!next.isEmpty()) {
            var effects = toBob ? ends.bobHears(next.getFirst()) : ends.aliceHears(next.getFirst());
            ends.told.addAll(effects);
            next = Lockstep.sent(effects);
            toBob = !toBob;
        }
    }

    private static void assertDeleted(Lockstep ends, IkeEffect.ChildEstablished old) {
        assertThat(ends.told)
                .filteredOn(IkeEffect.ChildDeleted.class::isInstance)
                .containsExactlyInAnyOrder(
                        new IkeEffect.ChildDeleted(old.spiI(), old.spiR(), spi(old, true)),
                        new IkeEffect.ChildDeleted(old.spiI(), old.spiR(), spi(old, false)));
    }

    private IkePayload refusal(TrafficSelectors other) {
        var alice = new ScriptedInitiator(alice("aes128gcm16"), Ends.responder(bob("aes128gcm16"), 2), time);
        var payloads = new ArrayList<>(alice.auth());
        payloads.replaceAll(p -> p.type().equals(other.type()) ? other : p);
        var effects = alice.send(ExchangeType.IKE_AUTH, 1, payloads);

        assertThat(effects)
                .anyMatch(IkeEffect.Established.class::isInstance)
                .anyMatch(IkeEffect.Log.class::isInstance)
                .noneMatch(IkeEffect.ChildEstablished.class::isInstance);
        return alice.response(effects).orElseThrow().getLast();
    }

    private static IkePolicy alice(String child) {
        return Ends.alice(Lockstep.PSK, Lockstep.PROPOSAL).withChild(new ChildPolicy(ChildProposals.parse(child)));
    }

    private static IkePolicy bob(String child) {
        return Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL).withChild(new ChildPolicy(ChildProposals.parse(child)));
    }

    private static IkeEffect.ChildEstablished child(List<IkeEffect> effects) {
        return effects.stream()
                .filter(IkeEffect.ChildEstablished.class::isInstance)
                .map(IkeEffect.ChildEstablished.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static Range discard(byte[] host) {
        return new Range(17, 9, 9, Octets.of(host), Octets.of(host));
    }
}
