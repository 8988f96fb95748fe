package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.security.ike.auth.PostQuantumKeys;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.VirtualTime;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.Identification;
import org.waywiser.wire.ike.IkePayload;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;

/** Post-quantum pre-shared keys; the rows of table 1 are those of the responder. */
@Rfc(value = 8784, section = "3")
class PpkTest {
    private static final boolean MANDATORY = true;
    private static final boolean OPTIONAL = false;
    private static final Identification CAROL = Identities.parse("carol.example.org");

    private final VirtualTime time = new VirtualTime();

    @ParameterizedTest
    @ValueSource(booleans = {MANDATORY, OPTIONAL})
    void row1NoUsePpkAndNoneConfiguredIsStandardIke(boolean mandatory) {
        assertStands(Ends.alice(Lockstep.PSK, Lockstep.PROPOSAL), Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL), false);
        assertStands(
                Ends.alice(Lockstep.PSK, Lockstep.PROPOSAL),
                bob(mandatory, key(Optional.of(CAROL), "name", "secret")),
                false);
    }

    @Test
    void row2NoUsePpkIsStandardIkeWhereItIsOptional() {
        assertStands(Ends.alice(Lockstep.PSK, Lockstep.PROPOSAL), bob(OPTIONAL, shared()), false);
    }

    @Test
    void row3NoUsePpkFailsWhereItIsMandatory() {
        assertFails(Ends.alice(Lockstep.PSK, Lockstep.PROPOSAL), bob(MANDATORY, shared()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {MANDATORY, OPTIONAL})
    void row4AnUnknownPpkFailsWithoutNoPpkAuth(boolean mandatory) {
        assertFails(alice(MANDATORY, key("other", "secret")), bob(mandatory, shared()));
        // known, but not for this peer
        assertFails(alice(MANDATORY, shared()), bob(mandatory, key(Optional.of(CAROL), "name", "secret")));
    }

    @Test
    void row5AnUnknownPpkFailsWhereItIsMandatoryAlthoughThereIsNoPpkAuth() {
        assertFails(alice(OPTIONAL, key("other", "secret")), bob(MANDATORY, shared()));
    }

    @Test
    void row6AnUnknownPpkIsStandardIkeWithNoPpkAuthWhereItIsOptional() {
        assertStands(alice(OPTIONAL, key("other", "secret")), bob(OPTIONAL, shared()), false);
        assertStands(alice(OPTIONAL, shared()), bob(OPTIONAL, key(Optional.of(CAROL), "name", "secret")), false);
    }

    @Test
    void row7AKnownPpkIsUsed() {
        for (boolean alices : new boolean[] {MANDATORY, OPTIONAL}) {
            for (boolean bobs : new boolean[] {MANDATORY, OPTIONAL}) {
                assertStands(alice(alices, shared()), bob(bobs, shared()), true);
                assertStands(
                        alice(alices, shared()),
                        bob(bobs, key("other", "else"), key(Optional.of(Ends.ALICE), "name", "secret")),
                        true);
            }
        }
    }

    @Test
    void aResponderWithoutPpkEndsAnInitiatorThatNeedsOne() {
        var ends = new Lockstep(alice(MANDATORY, shared()), Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL));
        var response = ends.toBob(ends.initiate());
        assertThat(Lockstep.message(response).notification(NotifyType.USE_PPK)).isEmpty();
        ends.aliceHears(response);
        time(ends);

        Lockstep.failed(OptionalLong.of(7), Ends.BOB_AT, ends.aliceTicks(), FailureReason.PPK_NOT_USED);
    }

    @Test
    @Rfc(value = 8784, section = "6")
    void aForgedResponseWithoutUsePpkDoesNotStopTheGenuineOne() {
        var ends = new Lockstep(alice(MANDATORY, shared()), bob(MANDATORY, shared()));
        var request = ends.initiate();
        var other = new Lockstep(alice(MANDATORY, shared()), Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL));
        var forged = other.toBob(request);

        assertThat(Lockstep.sent(ends.aliceHears(forged))).isEmpty();
        var effects = ends.aliceHears(ends.toBob(ends.toAlice(ends.toBob(request))));
        assertThat(effects).anyMatch(IkeEffect.Established.class::isInstance);
    }

    @Test
    void aResponderWithoutPpkIsStandardIkeForAnInitiatorThatCanDoWithout() {
        assertStands(alice(OPTIONAL, shared()), Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL), false);
    }

    @ParameterizedTest
    @ValueSource(booleans = {MANDATORY, OPTIONAL})
    void anotherKeyOfTheSameNameDoesNotAuthenticate(boolean mandatory) {
        assertFails(alice(mandatory, key("name", "other secret")), bob(mandatory, shared()));
    }

    @Test
    void aRequestWithoutPpkIdentityFails() {
        var alice = new ScriptedInitiator(alice(OPTIONAL, shared()), Ends.responder(bob(OPTIONAL, shared()), 2), time);
        var payloads = alice.auth().stream()
                .filter(p -> !(p instanceof Notify n && n.notifyType().equals(NotifyType.PPK_IDENTITY)))
                .toList();

        assertThat(alice.response(alice.send(ExchangeType.IKE_AUTH, 1, payloads)))
                .contains(List.of(Notify.of(NotifyType.AUTHENTICATION_FAILED)));
    }

    @Test
    void aResponseWithoutPpkIdentityIsNotEnoughWhereThePpkIsMandatory() {
        var bob = new ScriptedResponder(alice(MANDATORY, shared()), bob(OPTIONAL, shared()));
        var effects = bob.answer(without(bob.rightAnswer()));

        Lockstep.failed(OptionalLong.of(7), Ends.BOB_AT, bob.ends.aliceGivesUp(), FailureReason.PPK_NOT_USED);
        assertThat(Lockstep.message(bob.ends.only(effects)).exchange()).isEqualTo(ExchangeType.INFORMATIONAL);
        assertThat(bob.opened(Lockstep.sent(effects).getFirst()))
                .containsExactly(Notify.of(NotifyType.AUTHENTICATION_FAILED));
    }

    @Test
    void whatStandsInPpkIdentityOfAResponseIsIgnored() {
        var bob = new ScriptedResponder(alice(MANDATORY, shared()), bob(OPTIONAL, shared()));
        var payloads = without(bob.rightAnswer());
        payloads.add(Notify.of(NotifyType.PPK_IDENTITY, Octets.hex("02aabb")));

        assertThat(bob.answer(payloads)).anyMatch(IkeEffect.Established.class::isInstance);
    }

    private static List<IkePayload> without(List<IkePayload> payloads) {
        payloads.removeIf(p -> p instanceof Notify n && n.notifyType().equals(NotifyType.PPK_IDENTITY));
        return payloads;
    }

    @Test
    void theSuccessorOfAnIkeSaHasItsKeysFromThoseWithThePpkAlone() {
        var ends = new Lockstep(alice(MANDATORY, shared()), bob(MANDATORY, shared()));
        var sa = ends.establish();
        var request = ends.only(ends.alice.on(new IkeInput.Rekey(sa.spiI(), sa.spiR()), ends.time.now()));
        var effects = ends.aliceHears(ends.toBob(request));

        assertThat(successor(effects).skD())
                .isEqualTo(successor(ends.told).skD())
                .isNotEqualTo(sa.skD());
    }

    private static IkeSaInfo successor(List<IkeEffect> effects) {
        return effects.stream()
                .filter(IkeEffect.Rekeyed.class::isInstance)
                .map(e -> ((IkeEffect.Rekeyed) e).successor())
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Rfc(value = 8784, section = "5.1")
    void theNotifiesHaveTheShapeOfTheText() {
        var alice = new ScriptedInitiator(alice(OPTIONAL, shared()), Ends.responder(bob(OPTIONAL, shared()), 2), time);
        var request = notifies(alice.auth());

        assertThat(request).hasSize(2);
        assertThat(request.getFirst()).isEqualTo(Notify.of(NotifyType.PPK_IDENTITY, Octets.hex("026e616d65")));
        assertThat(request.getLast().notifyType()).isEqualTo(NotifyType.NO_PPK_AUTH);
        var effects = alice.send(ExchangeType.IKE_AUTH, 1, alice.auth());
        assertThat(notifies(alice.response(effects).orElseThrow())).containsExactly(Notify.of(NotifyType.PPK_IDENTITY));
        var mandatory =
                new ScriptedInitiator(alice(MANDATORY, shared()), Ends.responder(bob(OPTIONAL, shared()), 2), time);
        assertThat(notifies(mandatory.auth()))
                .containsExactly(Notify.of(NotifyType.PPK_IDENTITY, Octets.hex("026e616d65")));
    }

    @Test
    @Rfc(value = 8784, section = "5.1")
    void aNameOfAnotherTypeIsUnknown() {
        for (var name : List.of("016e616d65", "02", "")) {
            var bobs = Ends.responder(bob(OPTIONAL, shared()), 2);
            var alice = new ScriptedInitiator(alice(MANDATORY, shared()), bobs, time);
            var payloads = new ArrayList<>(alice.auth());
            payloads.replaceAll(p -> p instanceof Notify ? Notify.of(NotifyType.PPK_IDENTITY, Octets.hex(name)) : p);

            assertThat(alice.response(alice.send(ExchangeType.IKE_AUTH, 1, payloads)))
                    .contains(List.of(Notify.of(NotifyType.AUTHENTICATION_FAILED)));
        }
    }

    @Test
    @Rfc(value = 8784, section = "6")
    void aKeyThatIsThereAndNotUsedIsWorthALine() {
        var ends = new Lockstep(alice(OPTIONAL, key("other", "secret")), bob(OPTIONAL, shared()));
        var effects = ends.aliceHears(ends.toBob(ends.toAlice(ends.toBob(ends.initiate()))));

        assertThat(effects).contains(new IkeEffect.Log("no PPK is used with bob.example.org"));
        assertThat(ends.told).contains(new IkeEffect.Log("no PPK is used with alice.example.org"));
    }

    private static List<Notify> notifies(List<IkePayload> payloads) {
        return payloads.stream()
                .filter(Notify.class::isInstance)
                .map(Notify.class::cast)
                .toList();
    }

    /** Both ends hold the same SK_d, and another one than without PPK exactly if one is used. */
    private static void assertStands(IkePolicy alicePolicy, IkePolicy bobPolicy, boolean used) {
        var skD = skD(alicePolicy, bobPolicy);
        var without = skD(Ends.alice(Lockstep.PSK, Lockstep.PROPOSAL), Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL));

        if (used) {
            assertThat(skD).isNotEqualTo(without);
        } else {
            assertThat(skD).isEqualTo(without);
        }
    }

    /** Of ends that draw the same random numbers each time. */
    private static Secret skD(IkePolicy alicePolicy, IkePolicy bobPolicy) {
        var ends = new Lockstep(alicePolicy, bobPolicy);
        var effects = ends.aliceHears(ends.toBob(ends.toAlice(ends.toBob(ends.initiate()))));
        var alice = ends.established(effects);
        assertThat(alice.skD()).isEqualTo(ends.established(ends.told).skD());
        assertThat(alice.sharedSecret()).isEqualTo(ends.established(ends.told).sharedSecret());
        return alice.skD();
    }

    private static void assertFails(IkePolicy alicePolicy, IkePolicy bobPolicy) {
        var ends = new Lockstep(alicePolicy, bobPolicy);
        ends.aliceHears(ends.toBob(ends.toAlice(ends.toBob(ends.initiate()))));

        Lockstep.failed(OptionalLong.of(7), Ends.BOB_AT, ends.aliceGivesUp(), FailureReason.REFUSED_BY_PEER);
        Lockstep.failed(OptionalLong.empty(), Ends.ALICE_AT, ends.told, FailureReason.PEER_NOT_AUTHENTIC);
    }

    private static void time(Lockstep ends) {
        ends.time.advance(Duration.ofSeconds(2));
    }

    private static IkePolicy alice(boolean mandatory, PostQuantumKeys.Ppk... keys) {
        return Ends.alice(Lockstep.PSK, Lockstep.PROPOSAL)
                .withPpk(new PpkPolicy(new PostQuantumKeys(List.of(keys)), mandatory));
    }

    private static IkePolicy bob(boolean mandatory, PostQuantumKeys.Ppk... keys) {
        return Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL)
                .withPpk(new PpkPolicy(new PostQuantumKeys(List.of(keys)), mandatory));
    }

    private static PostQuantumKeys.Ppk shared() {
        return key("name", "secret");
    }

    private static PostQuantumKeys.Ppk key(String name, String key) {
        return key(Optional.empty(), name, key);
    }

    private static PostQuantumKeys.Ppk key(Optional<Identification> peer, String name, String key) {
        return new PostQuantumKeys.Ppk(
                peer,
                Octets.of(name.getBytes(StandardCharsets.UTF_8)),
                Secret.of(key.getBytes(StandardCharsets.UTF_8)));
    }
}
