package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.ChildProposals;
import org.waywiser.security.ike.IkeProposals;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.security.ike.auth.PeerPolicy;
import org.waywiser.security.ike.auth.PreSharedKeys;
import org.waywiser.security.ike.auth.SharedKeyAuthenticator;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;

/** A peer that begins afresh, say after a crash. */
@Rfc(value = 7296, section = "2.4")
class InitialContactTest {
    private static final IkePolicy BOB = Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL);
    private static final IkePolicy RESERVED = Ends.alice(Lockstep.PSK, Lockstep.PROPOSAL);
    private static final IkePolicy ALICE = RESERVED.withInitialContact();

    private final Lockstep ends = new Lockstep(ALICE, BOB);

    /** Alice after a crash. */
    private ScriptedInitiator afresh(IkePolicy policy) {
        return new ScriptedInitiator(policy, ends.bob, ends.time);
    }

    private static List<IkeEffect> proves(ScriptedInitiator alice) {
        return alice.send(ExchangeType.IKE_AUTH, 1, alice.auth());
    }

    private static IkeEffect.Deleted forgotten(IkeSaInfo sa) {
        return new IkeEffect.Deleted(sa.spiI(), sa.spiR(), sa.peer(), DeletionCause.INITIAL_CONTACT);
    }

    private static List<IkeEffect> deleted(List<IkeEffect> effects) {
        return effects.stream().filter(IkeEffect.Deleted.class::isInstance).toList();
    }

    /** What Bob says of an SA that Alice knows. */
    private static IkeEffect.Deleted forgottenByBob(IkeSaInfo sa) {
        return new IkeEffect.Deleted(sa.spiI(), sa.spiR(), Ends.ALICE_AT, DeletionCause.INITIAL_CONTACT);
    }

    @Test
    void theFirstSaSaysSoOnlyIfThePolicyDoes() {
        assertThat(notifies(ALICE)).contains(NotifyType.INITIAL_CONTACT);
        assertThat(notifies(RESERVED)).doesNotContain(NotifyType.INITIAL_CONTACT);
    }

    private static List<NotifyType> notifies(IkePolicy alice) {
        return notifies(new ScriptedResponder(alice, BOB));
    }

    private static List<NotifyType> notifies(ScriptedResponder bob) {
        return bob.request().stream()
                .filter(Notify.class::isInstance)
                .map(p -> ((Notify) p).notifyType())
                .toList();
    }

    @Test
    void whoKnowsOfAnotherSaDoesNotSaySo() {
        ends.establish();
        assertThat(notifies(new ScriptedResponder(ends, BOB))).doesNotContain(NotifyType.INITIAL_CONTACT);
    }

    @Test
    void anAttemptOnItsWayCountsAsKnown() {
        var lost = ends.toBob(ends.toAlice(ends.toBob(ends.initiate())));
        assertThat(notifies(new ScriptedResponder(ends, BOB))).doesNotContain(NotifyType.INITIAL_CONTACT);
        assertThat(ends.aliceHears(lost)).anyMatch(IkeEffect.Established.class::isInstance);
    }

    @Test
    @Rfc(value = 7296, section = "2.8.3")
    void reauthenticationDoesNotSaySo() {
        var old = ends.establish();
        var first = ends.only(ends.alice.on(new IkeInput.Reauthenticate(old.spiI(), old.spiR()), ends.time.now()));
        var auth = ends.toAlice(ends.toBob(first));
        assertThat(deleted(ends.bobHears(auth))).isEmpty();
        assertThat(ends.bob.size()).isEqualTo(2);
    }

    @Test
    void anInitiatorThatBeginsAfreshEndsItsOlderSas() {
        var one = ends.establish();
        var two = ends.establish();
        ends.time.advance(Duration.ofHours(1));
        var effects = proves(afresh(ALICE));

        assertThat(Lockstep.sent(effects)).as("nothing but the response").hasSize(1);
        assertThat(effects.get(1)).isInstanceOf(IkeEffect.Established.class);
        assertThat(effects.subList(2, effects.size()))
                .containsExactlyInAnyOrder(forgottenByBob(one), forgottenByBob(two));
        assertThat(ends.bob.size()).isEqualTo(1);
    }

    @Test
    void childrenGoWithTheirSas() {
        var child = new ChildPolicy(ChildProposals.parse("aes128gcm16"));
        var both = new Lockstep(ALICE.withChild(child), BOB.withChild(child));
        var old = both.established(both.aliceHears(both.toBob(both.toAlice(both.toBob(both.initiate())))));
        var effects = proves(new ScriptedInitiator(ALICE.withChild(child), both.bob, both.time));

        assertThat(effects.get(1)).isInstanceOf(IkeEffect.Established.class);
        assertThat(effects.get(2)).isInstanceOf(IkeEffect.ChildEstablished.class);
        assertThat(effects.subList(3, effects.size())).containsExactly(forgottenByBob(old));
    }

    @Test
    void aResponderThatBeginsAfreshEndsItsOlderSas() {
        var old = ends.establish();
        ends.time.advance(Duration.ofHours(1));
        var bob = new ScriptedResponder(ends, BOB);
        var answer = bob.rightAnswer();
        answer.add(Notify.of(NotifyType.INITIAL_CONTACT));
        var effects = bob.answer(answer);

        assertThat(effects).hasSize(2);
        assertThat(effects.getFirst()).isInstanceOf(IkeEffect.Established.class);
        assertThat(effects.getLast()).isEqualTo(forgotten(old));
        assertThat(ends.alice.size()).isEqualTo(1);
    }

    @Test
    void whoDoesNotSaySoEndsNothing() {
        ends.establish();
        assertThat(deleted(proves(afresh(RESERVED)))).isEmpty();
        assertThat(ends.bob.size()).isEqualTo(2);
    }

    @Test
    void nothingEndsBeforeThePeerIsAuthentic() {
        ends.establish();
        var effects = proves(afresh(
                Ends.alice("another staple of the horse", Lockstep.PROPOSAL).withInitialContact()));
        assertThat(effects).anyMatch(IkeEffect.Failed.class::isInstance);
        assertThat(deleted(effects)).isEmpty();
    }

    @Test
    void otherIdentitiesAreLeftAlone() {
        ends.establish();
        var keys = PreSharedKeys.forAnyPeer(Secret.of(Lockstep.PSK.getBytes(StandardCharsets.UTF_8)));
        var carol = new IkePolicy(
                SharedKeyAuthenticator.towards(Ends.BOB, Identities.parse("carol.example.org"), keys),
                PeerPolicy.sharedKeys(keys).expecting(Ends.BOB),
                IkeProposals.parse(Lockstep.PROPOSAL),
                Optional.of(Ends.BOB));
        var effects = proves(afresh(carol.withInitialContact()));
        assertThat(effects).anyMatch(IkeEffect.Established.class::isInstance);
        assertThat(deleted(effects)).isEmpty();
    }

    @Test
    void anSaThatCameAboutMeanwhileStands() {
        var begun = afresh(ALICE);
        ends.time.advance(Duration.ofMillis(10));
        ends.establish();
        var effects = proves(begun);
        assertThat(effects).anyMatch(IkeEffect.Established.class::isInstance);
        assertThat(deleted(effects)).isEmpty();
    }

    @Test
    @Rfc(value = 7296, section = "2.8")
    void aRekeyedSaIsAsOldAsItsProofs() {
        var old = ends.establish();
        var begun = afresh(ALICE);
        ends.time.advance(Duration.ofMillis(10));
        var rekeying = ends.only(ends.alice.on(new IkeInput.Rekey(old.spiI(), old.spiR()), ends.time.now()));
        ends.toBob(ends.toAlice(ends.toBob(rekeying)));
        assertThat(deleted(proves(begun)))
                .singleElement()
                .extracting(e -> ((IkeEffect.Deleted) e).cause())
                .isEqualTo(DeletionCause.INITIAL_CONTACT);
    }

    @Test
    @Rfc(value = 7296, section = "2.1")
    void aRepeatedRequestEndsNothing() {
        var others = new Lockstep(RESERVED, BOB);
        var alice = new ScriptedInitiator(ALICE, others.bob, others.time);
        var request = alice.sealed(ExchangeType.IKE_AUTH, 1, alice.auth());
        others.bobHears(request);
        others.establish();
        var again = others.bobHears(request);
        assertThat(Lockstep.sent(again)).as("the same response").hasSize(1);
        assertThat(deleted(again)).isEmpty();
        assertThat(others.bob.size()).isEqualTo(2);
    }
}
