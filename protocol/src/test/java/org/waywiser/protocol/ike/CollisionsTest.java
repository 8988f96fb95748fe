package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.protocol.ike.Collisions.Asked;
import org.waywiser.protocol.ike.Collisions.Doing;
import org.waywiser.security.ike.ChildProposals;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.VirtualTime;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.Nonce;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;
import org.waywiser.wire.ike.ProtocolId;

/** Both ends want something of the same IKE SA at once. */
@Rfc(value = 7296, section = "2.25")
class CollisionsTest {
    @ParameterizedTest
    @CsvSource({
        "CREATE_CHILD,NOTHING,false",
        "CREATE_CHILD,CREATING_CHILD,false",
        "CREATE_CHILD,REKEYING_IKE,true",
        "CREATE_CHILD,CLOSING_IKE,true",
        "REKEY_CHILD,REKEYING_CHILD,false",
        "REKEY_CHILD,REKEYING_IKE,true",
        "REKEY_IKE,NOTHING,false",
        "REKEY_IKE,REKEYING_IKE,false",
        "REKEY_IKE,CREATING_CHILD,true",
        "REKEY_IKE,REKEYING_CHILD,true",
        "REKEY_IKE,CLOSING_CHILD,true",
        "REKEY_IKE,CLOSING_IKE,true",
        "REKEY_IKE,HANDING_OVER,true"
    })
    @Rfc(value = 7296, section = "2.25.1")
    @Rfc(value = 7296, section = "2.25.2")
    void whatCannotBeDoneNowFailsForNow(Asked asked, Doing doing, boolean fails) {
        assertThat(Collisions.temporaryFailure(asked, doing)).isEqualTo(fails);
    }

    @Test
    @Rfc(value = 7296, section = "2.8.1")
    void theLowestOfFourNoncesLosesOctetByOctetAndTheShorterIsTheLower() {
        var low = Octets.hex("00ff");
        var high = Octets.hex("80");
        var shorter = Octets.hex("00");
        assertThat(Collisions.loses(high, low, high, high)).isTrue();
        assertThat(Collisions.loses(high, high, high, low)).isFalse();
        assertThat(Collisions.loses(high, shorter, low, high)).isTrue();
    }

    @Test
    @Rfc(value = 7296, section = "2.8.2")
    void ofTwoSuccessorsBothEndsKeepTheSame() {
        var ends = new Lockstep();
        var old = ends.establish();
        var rekey = new IkeInput.Rekey(old.spiI(), old.spiR());
        var request1 = ends.only(ends.alice.on(rekey, ends.time.now()));
        var request2 = ends.only(ends.bob.on(rekey, ends.time.now()));
        var response2 = ends.toAlice(request2);
        var response1 = ends.toBob(request1);
        var alice = ends.aliceHears(response1);
        var bob = ends.bobHears(response2);

        assertThat(successor(alice).spiI()).isEqualTo(successor(bob).spiI());
        assertThat(successor(alice).skD()).isEqualTo(successor(bob).skD());
        // one closes the old SA, the other the redundant one that it began
        for (var delete : Lockstep.sent(alice)) ends.aliceHears(ends.toBob(delete));
        for (var delete : Lockstep.sent(bob)) ends.bobHears(ends.toAlice(delete));
        ends.time.advance(Duration.ofSeconds(60));
        ends.aliceTicks();
        ends.bobTicks();
        assertThat(ends.alice.size()).isEqualTo(1);
        assertThat(ends.bob.size()).isEqualTo(1);
    }

    @Test
    @Rfc(value = 7296, section = "2.8.2")
    void whoHasRekeyedAlreadyAnswersTemporaryFailureAndTheOtherFollows() {
        var ends = new Lockstep();
        var old = ends.establish();
        var rekey = new IkeInput.Rekey(old.spiI(), old.spiR());
        var request1 = ends.only(ends.alice.on(rekey, ends.time.now()));
        var request2 = ends.only(ends.bob.on(rekey, ends.time.now()));
        var alice = ends.aliceHears(ends.toBob(request1)); // before she sees Bob's request
        var late = ends.toAlice(request2);
        var bob = ends.bobHears(late);

        assertThat(successor(bob).spiI()).isEqualTo(successor(alice).spiI());
        assertThat(successor(bob).skD()).isEqualTo(successor(alice).skD());
    }

    @Test
    @Rfc(value = 7296, section = "2.4")
    void aSilentPeerIsAskedAndForgottenIfItDoesNotAnswer() {
        var lifetimes = Lifetimes.UNLIMITED.askingAfter(Duration.ofSeconds(30));
        var ends = new Lockstep(
                Ends.alice(Lockstep.PSK, Lockstep.PROPOSAL).withLifetimes(lifetimes),
                Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL));
        var sa = ends.establish();
        ends.time.advance(Duration.ofSeconds(29));
        assertThat(ends.aliceTicks()).isEmpty();
        ends.time.advance(Duration.ofSeconds(1));
        var asked = ends.only(ends.aliceTicks());
        assertThat(ends.aliceHears(ends.toBob(asked))).isEmpty();

        List<IkeEffect> effects = List.of();
        while (ends.alice.deadline().isPresent()) {
            ends.time.advance(Duration.ofNanos(ends.alice.deadline().getAsLong() - ends.time.now()));
            effects = ends.aliceTicks();
        }
        assertThat(effects)
                .containsExactly(new IkeEffect.Deleted(sa.spiI(), sa.spiR(), Ends.BOB_AT, DeletionCause.UNREACHABLE));
    }

    @Test
    @Rfc(value = 7296, section = "2.8")
    void anSaIsRekeyedWithinTheLastTenthOfItsLifetime() {
        var lifetimes = Lifetimes.UNLIMITED.rekeyedAfter(Duration.ofHours(4));
        var ends = new Lockstep(
                Ends.alice(Lockstep.PSK, Lockstep.PROPOSAL).withLifetimes(lifetimes),
                Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL));
        ends.establish();
        long wait = ends.alice.deadline().orElseThrow() - ends.time.now();
        assertThat(wait)
                .isBetween(
                        Duration.ofMinutes(216).toNanos(), Duration.ofHours(4).toNanos());
        ends.time.advance(Duration.ofNanos(wait));
        var effects = ends.aliceHears(ends.toBob(ends.only(ends.aliceTicks())));
        assertThat(effects).anyMatch(IkeEffect.Rekeyed.class::isInstance);
    }

    @Test
    @Rfc(value = 7296, section = "2.8.3")
    void reauthenticationMakesAnotherSaBeforeItBreaksTheOld() {
        var ends = new Lockstep();
        var old = ends.establish();
        var first = ends.only(ends.alice.on(new IkeInput.Reauthenticate(old.spiI(), old.spiR()), ends.time.now()));
        var effects = ends.aliceHears(ends.toBob(ends.toAlice(ends.toBob(first))));
        assertThat(effects).anyMatch(IkeEffect.Established.class::isInstance);
        var delete = Lockstep.sent(effects).getFirst();

        assertThat(ends.aliceHears(ends.toBob(delete)))
                .containsExactly(
                        new IkeEffect.Deleted(old.spiI(), old.spiR(), Ends.BOB_AT, DeletionCause.REAUTHENTICATED));
    }

    @Test
    @Rfc(value = 7296, section = "2.25.1")
    void aChildThatIsNotThereIsNamedInTheAnswer() {
        var time = new VirtualTime();
        var bob = Ends.responder(Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL), 2);
        var alice = ScriptedInitiator.open(bob, time);
        var esp = ProtocolId.ESP;
        var spi = Octets.hex("01020304");
        var rekey = new Notify(esp, spi, NotifyType.REKEY_SA, Octets.EMPTY);
        var offer = ChildProposals.DEFAULT.offer(0x01020304);
        var nonce = new Nonce(Octets.zeros(32));

        assertThat(alice.response(alice.send(ExchangeType.CREATE_CHILD_SA, 2, List.of(rekey, offer, nonce))))
                .contains(List.of(new Notify(esp, spi, NotifyType.CHILD_SA_NOT_FOUND, Octets.EMPTY)));
    }

    private static IkeSaInfo successor(List<IkeEffect> effects) {
        return effects.stream()
                .filter(IkeEffect.Rekeyed.class::isInstance)
                .map(e -> ((IkeEffect.Rekeyed) e).successor())
                .findFirst()
                .orElseThrow();
    }
}
