package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.IkeMessage;
import org.waywiser.wire.ike.IkePayload;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;

/** Mallory saw the IKE_SA_INIT request and answers it in full: Alice shares keys with him, as she does with Bob. */
@Rfc(value = 7296, section = "2.4")
class ForgedResponsesTest {
    private static final Notify FAILED = Notify.of(NotifyType.AUTHENTICATION_FAILED);

    private final Lockstep ends = new Lockstep();
    private final Octets request = ends.initiate();

    @Test
    void aForgedResponseThatComesFirstDoesNotStopTheGenuineOne() {
        var mallory = new Mallory(1);
        var toMallory = ends.toAlice(mallory.response());
        var toBob = ends.toAlice(ends.toBob(request));
        assertThat(ends.bobHears(toMallory)).singleElement().isInstanceOf(IkeEffect.Dropped.class);

        assertOpen(ends.aliceHears(ends.toBob(toBob)));
        assertThat(ends.aliceHears(mallory.auth(List.of(FAILED))))
                .singleElement()
                .isInstanceOf(IkeEffect.Dropped.class);
    }

    @Test
    void aForgedResponseThatComesLaterDoesNotStopTheGenuineOne() {
        var toBob = ends.toAlice(ends.toBob(request));
        var mallory = new Mallory(1);
        ends.toAlice(mallory.response());
        ends.aliceHears(mallory.auth(List.of(FAILED)));

        assertOpen(ends.aliceHears(ends.toBob(toBob)));
    }

    /** Who has proven nothing refuses nothing, whatever keys it holds. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Rfc(value = 7296, section = "2.21.2")
    void whatTheForgerSaysInIkeAuthDoesNotEndTheAttempt(boolean wellFormed) {
        var mallory = new Mallory(1);
        ends.toAlice(mallory.response());
        var told = ends.aliceHears(mallory.auth(wellFormed ? List.of(FAILED) : List.of()));
        assertThat(Lockstep.sent(told)).hasSize(wellFormed ? 0 : 1);
        ends.time.advance(Duration.ofMillis(400));

        var effects = ends.aliceHears(ends.toBob(ends.toAlice(ends.toBob(request))));
        assertThat(ends.established(effects).initiator()).isTrue();
        assertNothingFailed(effects);
    }

    @Test
    @Rfc(value = 7296, section = "2.6")
    void aGenuineCookieIsObeyedAfterAForgedResponse() {
        ends.toAlice(new Mallory(1).response());
        var cookie = Notify.of(NotifyType.COOKIE, Octets.hex("c0ffee"));
        long spiI = Lockstep.message(request).spiI();
        var wanted = new IkeMessage(spiI, 0, ExchangeType.IKE_SA_INIT, false, true, 0, List.of(cookie));
        var again = ends.toAlice(Lockstep.datagram(wanted));
        assertThat(Lockstep.message(again).payloads().getFirst()).isEqualTo(cookie);

        assertOpen(ends.aliceHears(ends.toBob(ends.toAlice(ends.toBob(again)))));
    }

    @Test
    void theSameResponseTwiceIsFollowedUpOnce() {
        var response = ends.toBob(request);
        ends.toAlice(response);

        assertThat(ends.aliceHears(response)).singleElement().isInstanceOf(IkeEffect.Dropped.class);
    }

    @Test
    void threeForgersAreFollowedUpBesideTheResponder() {
        for (int i = 1; i <= 3; i++) ends.toAlice(new Mallory(i).response());

        assertOpen(ends.aliceHears(ends.toBob(ends.toAlice(ends.toBob(request)))));
    }

    @Test
    void aFloodOfForgedResponsesIsBoundedAndLeavesNothingBehind() {
        var sent = new ArrayList<Octets>();
        for (int i = 1; i <= 100; i++) sent.addAll(Lockstep.sent(ends.aliceHears(new Mallory(i).response())));
        assertThat(sent).hasSize(4);
        assertThat(ends.alice.drops()).containsEntry(IkeDropReason.UNEXPECTED_RESPONSE, 96L);

        // nor do those of a claimant that is gone make room for others
        List<IkeEffect> effects = List.of();
        while (ends.alice.deadline().isPresent()) {
            ends.time.advance(Duration.ofNanos(ends.alice.deadline().getAsLong() - ends.time.now()));
            effects = ends.aliceTicks();
        }
        Lockstep.failed(OptionalLong.of(7), Ends.BOB_AT, effects, FailureReason.TIMED_OUT);
        assertThat(ends.alice.size()).isZero();
    }

    @Test
    void anAttemptThatOnlyForgersHaveAnsweredBeginsAnewOnce() {
        for (int i = 1; i <= 4; i++) {
            var mallory = new Mallory(i);
            ends.toAlice(mallory.response());
            ends.aliceHears(mallory.auth(List.of(FAILED)));
        }
        var anew = ends.only(ends.aliceGivesUp());

        assertOpen(ends.aliceHears(ends.toBob(ends.toAlice(ends.toBob(anew)))));
    }

    @Test
    void anAbandonedAttemptForgetsAllWhoAnswered() {
        ends.toAlice(new Mallory(1).response());
        ends.toAlice(ends.toBob(request));
        ends.alice.on(new IkeInput.Abandon(7), ends.time.now());

        assertThat(ends.alice.size()).isZero();
        assertThat(ends.alice.deadline()).isEmpty();
    }

    private void assertOpen(List<IkeEffect> effects) {
        assertThat(ends.established(effects).skD())
                .isEqualTo(ends.established(ends.told).skD());
        assertNothingFailed(effects);
        assertThat(ends.alice.size()).isEqualTo(1);
        assertThat(ends.alice.deadline()).isEmpty();
    }

    private void assertNothingFailed(List<IkeEffect> effects) {
        assertThat(effects).noneMatch(IkeEffect.Failed.class::isInstance);
        assertThat(ends.told).noneMatch(IkeEffect.Failed.class::isInstance);
    }

    /** One of many. */
    private final class Mallory {
        private final Negotiated his;

        Mallory(int number) {
            var outcome = IkeSaInitAnswer.process(
                    Lockstep.message(request),
                    new IkeInput.Received(request, Ends.ALICE_AT, Ends.BOB_AT),
                    request.slice(4, request.length()),
                    Candidates.of(Ends.bob("no key of theirs", Lockstep.PROPOSAL)),
                    IkeSettings.Network.DEFAULT,
                    0x6a11_0000_0000_0000L + number,
                    new SplittableRandom(number),
                    Ends.keyPairs(number));
            his = ((IkeSaInitAnswer.Outcome.Agreed) outcome).negotiated();
        }

        Octets response() {
            return Octets.zeros(4).concat(his.response());
        }

        /** An IKE_AUTH response. */
        Octets auth(List<IkePayload> payloads) {
            var message = new IkeMessage(his.spiI(), his.spiR(), ExchangeType.IKE_AUTH, false, true, 1, payloads);
            return Octets.zeros(4).concat(Protection.seal(message, his.outbound()));
        }
    }
}
