package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.VirtualTime;
import org.waywiser.wire.ike.Delete;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;

/** Repetition, Message IDs, window 1, delete. */
@Rfc(value = 7296, section = "2.1")
@Rfc(value = 7296, section = "2.2")
@Rfc(value = 7296, section = "2.3")
class ExchangesTest {
    @Test
    @Rfc(value = 7296, section = "2.4")
    void requestsAreRepeatedEverMoreSlowlyAndGivenUp() {
        var ends = new Lockstep();
        var request = ends.initiate();
        var waits = new ArrayList<Long>();
        List<IkeEffect> effects = List.of();
        while (ends.alice.deadline().isPresent()) {
            long wait = ends.alice.deadline().getAsLong() - ends.time.now();
            ends.time.advance(Duration.ofNanos(wait - 1));
            assertThat(ends.aliceTicks()).isEmpty();
            ends.time.advance(Duration.ofNanos(1));
            effects = ends.aliceTicks();
            waits.add(wait);
            if (ends.alice.deadline().isPresent()) {
                assertThat(effects).containsExactly(new IkeEffect.Send(request, Ends.ALICE_AT, Ends.BOB_AT));
            }
        }

        assertThat(waits).hasSize(10);
        assertThat(waits.getFirst()).isEqualTo(Duration.ofMillis(500).toNanos());
        for (int i = 1; i < waits.size(); i++) {
            assertThat(waits.get(i)).isBetween(17 * waits.get(i - 1) / 10, 19 * waits.get(i - 1) / 10);
        }
        assertThat(waits.stream().mapToLong(w -> w).sum())
                .isGreaterThan(Duration.ofMinutes(3).toNanos());
        var failed = Lockstep.failed(OptionalLong.of(7), Ends.BOB_AT, effects, FailureReason.TIMED_OUT);
        assertThat(failed.detail()).isEqualTo("no response from 192.0.2.2 port 4500");
    }

    @Test
    void aLateTickRepeatsARequestOnce() {
        var ends = new Lockstep();
        ends.initiate();
        ends.time.advance(Duration.ofSeconds(30));

        assertThat(ends.aliceTicks()).hasSize(1);
        assertThat(ends.aliceTicks()).isEmpty();
    }

    @Test
    void aRepeatedRequestGetsTheSameResponseOctetForOctet() {
        var ends = new Lockstep();
        var first = ends.initiate();
        var second = ends.toBob(first);
        assertThat(ends.toBob(first)).isEqualTo(second);

        var third = ends.toAlice(second);
        var fourth = ends.toBob(third);
        assertThat(ends.bobHears(third)).containsExactly(new IkeEffect.Send(fourth, Ends.BOB_AT, Ends.ALICE_AT));
        assertThat(ends.told).hasSize(1).first().isInstanceOf(IkeEffect.Established.class);
    }

    @Test
    @Rfc(value = 7296, section = "2.11")
    void aResponseGoesWhereTheRequestCameFrom() {
        var ends = new Lockstep();
        var first = ends.initiate();
        ends.toBob(first);
        var elsewhere = Ends.address("198.51.100.7", 1234);

        assertThat(ends.bob.on(new IkeInput.Received(first, elsewhere, Ends.BOB_AT), ends.time.now()))
                .singleElement()
                .isInstanceOfSatisfying(IkeEffect.Send.class, send -> {
                    assertThat(send.from()).isEqualTo(Ends.BOB_AT);
                    assertThat(send.to()).isEqualTo(elsewhere);
                });
    }

    @Test
    void aRequestThatBeganAnSaIsIgnoredOnceTheSaIsFurtherOn() {
        var ends = new Lockstep();
        var first = ends.initiate();
        ends.aliceHears(ends.toBob(ends.toAlice(ends.toBob(first))));

        assertThat(ends.bobHears(first)).singleElement().isInstanceOf(IkeEffect.Dropped.class);
        assertThat(ends.bob.drops()).containsEntry(IkeDropReason.REPLAYED, 1L);
    }

    @Test
    void twoInitiatorsWithTheSameSpiAreToldApart() {
        var time = new VirtualTime();
        var bob = Ends.responder(Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL), 2);
        var one = new ScriptedInitiator(bob, time);
        var other = new ScriptedInitiator(bob, time); // another key pair

        assertThat(one.negotiated.spiI()).isEqualTo(other.negotiated.spiI());
        assertThat(one.negotiated.spiR()).isNotEqualTo(other.negotiated.spiR());
        assertThat(other.send(ExchangeType.IKE_AUTH, 1, other.auth()))
                .anyMatch(IkeEffect.Established.class::isInstance);
        assertThat(one.send(ExchangeType.IKE_AUTH, 1, one.auth())).anyMatch(IkeEffect.Established.class::isInstance);
    }

    @Test
    void responsesOfThePastAreDropped() {
        var ends = new Lockstep();
        var second = ends.toBob(ends.initiate());
        var fourth = ends.toBob(ends.toAlice(second));
        ends.aliceHears(fourth);

        for (var late : List.of(second, fourth)) {
            assertThat(ends.aliceHears(late)).singleElement().isInstanceOf(IkeEffect.Dropped.class);
        }
        assertThat(ends.alice.drops()).containsEntry(IkeDropReason.UNEXPECTED_RESPONSE, 2L);
    }

    @Test
    void messageIdsOfThePastAndTheFutureAreDropped() {
        var time = new VirtualTime();
        var bob = Ends.responder(Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL), 2);
        var alice = ScriptedInitiator.open(bob, time);
        var second = alice.sealed(ExchangeType.INFORMATIONAL, 2, List.of());
        var third = alice.sealed(ExchangeType.INFORMATIONAL, 3, List.of());
        alice.bobHears(second);
        alice.bobHears(third);

        for (long id : new long[] {0, 1, 2, 3}) {
            assertThat(alice.send(ExchangeType.INFORMATIONAL, id, List.of(Delete.IKE_SA)))
                    .singleElement()
                    .isInstanceOf(IkeEffect.Dropped.class);
        }
        for (long id : new long[] {5, 6, 0xffff_ffffL}) {
            assertThat(alice.send(ExchangeType.INFORMATIONAL, id, List.of(Delete.IKE_SA)))
                    .singleElement()
                    .isInstanceOf(IkeEffect.Dropped.class);
        }
        assertThat(alice.bobHears(second)).singleElement().isInstanceOf(IkeEffect.Dropped.class);
        assertThat(bob.drops())
                .containsEntry(IkeDropReason.REPLAYED, 5L)
                .containsEntry(IkeDropReason.OUT_OF_WINDOW, 3L);
        assertThat(Lockstep.sent(alice.bobHears(third))).hasSize(1);
        assertThat(alice.send(ExchangeType.INFORMATIONAL, 4, List.of(Delete.IKE_SA)))
                .anyMatch(IkeEffect.Deleted.class::isInstance);
    }

    @Test
    @Rfc(value = 7296, section = "1.4.1")
    void eitherEndDeletesTheSa() {
        for (boolean byAlice : new boolean[] {true, false}) {
            var ends = new Lockstep();
            var sa = ends.establish();
            var here = byAlice ? ends.alice : ends.bob;
            var effects = here.on(new IkeInput.Delete(sa.spiI(), sa.spiR()), ends.time.now());
            var answer = byAlice ? ends.bobHears(ends.only(effects)) : ends.aliceHears(ends.only(effects));
            var last = byAlice ? ends.aliceHears(ends.only(answer)) : ends.bobHears(ends.only(answer));

            var alice = Ends.ALICE_AT;
            var bob = Ends.BOB_AT;
            assertThat(answer)
                    .contains(new IkeEffect.Deleted(sa.spiI(), sa.spiR(), byAlice ? alice : bob, DeletionCause.PEER));
            assertThat(last)
                    .containsExactly(
                            new IkeEffect.Deleted(sa.spiI(), sa.spiR(), byAlice ? bob : alice, DeletionCause.LOCAL));
            assertThat(here.deadline()).isEmpty();
            assertThat(here.on(new IkeInput.Delete(sa.spiI(), sa.spiR()), ends.time.now()))
                    .isEmpty();
        }
    }

    @Test
    @Rfc(value = 7296, section = "1.4.1")
    void aLostResponseToADeleteIsRepeatedForAWhile() {
        var ends = new Lockstep();
        var sa = ends.establish();
        var delete = ends.only(ends.alice.on(new IkeInput.Delete(sa.spiI(), sa.spiR()), ends.time.now()));
        var answer = ends.toBob(delete);

        assertThat(ends.bobHears(delete)).containsExactly(new IkeEffect.Send(answer, Ends.BOB_AT, Ends.ALICE_AT));
        ends.time.advance(Duration.ofSeconds(30));
        assertThat(ends.bobTicks()).isEmpty();
        assertThat(ends.bob.deadline()).isEmpty();
        assertThat(ends.bobHears(delete)).singleElement().isInstanceOf(IkeEffect.Dropped.class);
    }

    @Test
    @Rfc(value = 7296, section = "2.25.2")
    void bothEndsMayDeleteAtOnce() {
        var ends = new Lockstep();
        var sa = ends.establish();
        var input = new IkeInput.Delete(sa.spiI(), sa.spiR());
        var fromAlice = ends.only(ends.alice.on(input, ends.time.now()));
        var fromBob = ends.only(ends.bob.on(input, ends.time.now()));
        var alice = ends.aliceHears(fromBob);
        var bob = ends.bobHears(fromAlice);

        assertThat(alice)
                .hasSize(2)
                .contains(new IkeEffect.Deleted(sa.spiI(), sa.spiR(), Ends.BOB_AT, DeletionCause.LOCAL));
        assertThat(bob)
                .hasSize(2)
                .contains(new IkeEffect.Deleted(sa.spiI(), sa.spiR(), Ends.ALICE_AT, DeletionCause.LOCAL));
        ends.time.advance(Duration.ofSeconds(30));
        assertThat(ends.aliceTicks()).isEmpty();
        assertThat(ends.bobTicks()).isEmpty();
        assertThat(ends.alice.deadline()).isEmpty();
        assertThat(ends.bob.deadline()).isEmpty();
    }

    @Test
    @Rfc(value = 7296, section = "2.25.2")
    void whatIsAskedOfAnSaThatIsBeingClosedFailsForNow() {
        var time = new VirtualTime();
        var bob = Ends.responder(Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL), 2);
        var alice = ScriptedInitiator.open(bob, time);
        var spis = alice.negotiated;
        bob.on(new IkeInput.Delete(spis.spiI(), spis.spiR()), time.now());

        assertThat(alice.response(alice.send(ExchangeType.CREATE_CHILD_SA, 2, alice.rekeying())))
                .contains(List.of(Notify.of(NotifyType.TEMPORARY_FAILURE)));
        assertThat(alice.response(alice.send(ExchangeType.INFORMATIONAL, 3, List.of())))
                .contains(List.of());
    }

    @Test
    @Rfc(value = 7296, section = "2.4")
    void anSaWhosePeerDoesNotAnswerADeleteIsForgotten() {
        var ends = new Lockstep();
        var sa = ends.establish();
        ends.alice.on(new IkeInput.Delete(sa.spiI(), sa.spiR()), ends.time.now());
        List<IkeEffect> effects = List.of();
        while (ends.alice.deadline().isPresent()) {
            ends.time.advance(Duration.ofNanos(ends.alice.deadline().getAsLong() - ends.time.now()));
            effects = ends.aliceTicks();
        }

        assertThat(effects)
                .containsExactly(new IkeEffect.Deleted(sa.spiI(), sa.spiR(), Ends.BOB_AT, DeletionCause.LOCAL));
    }

    @Test
    void oneEndpointHoldsManySasOfOnePeer() {
        var time = new VirtualTime();
        var bob = Ends.responder(Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL), 2);
        var settings = IkeSettings.defaults(Optional.empty());
        var all = new ArrayList<Lockstep>();
        for (int i = 0; i < 20; i++) {
            var ends = new Lockstep(Ends.alice(Lockstep.PSK, Lockstep.PROPOSAL), bob, Ends.endpoint(settings, 100 + i));
            ends.establish();
            all.add(ends);
        }
        assertThat(all.stream().map(e -> e.established(e.told).spiR()).distinct())
                .hasSize(20);
        var first = all.getFirst();
        var sa = first.established(first.told);
        var delete = first.only(first.alice.on(new IkeInput.Delete(sa.spiI(), sa.spiR()), time.now()));
        assertThat(first.bobHears(delete)).hasSize(2);
        var second = all.get(1);
        var other = second.established(second.told);
        assertThat(second.bob.on(new IkeInput.Delete(other.spiI(), other.spiR()), time.now()))
                .hasSize(1);
    }
}
