package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.IkeMessage;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;

/** Someone sees the IKE_SA_INIT request and answers it faster than the responder. */
@Rfc(value = 7296, section = "2.21.1")
class ForgedAnswersTest {
    private static final String TWO_GROUPS = "aes128gcm16-prfsha256-x25519-ecp256";
    private static final String ONE_GROUP = "aes128gcm16-prfsha256-x25519";

    @Test
    void aForgedGroupDelaysTheAttemptAndDoesNotSpoilIt() {
        var ends = new Lockstep(Ends.alice(Lockstep.PSK, TWO_GROUPS), Ends.bob(Lockstep.PSK, ONE_GROUP));
        var forged = answer(ends.initiate(), Notify.of(NotifyType.INVALID_KE_PAYLOAD, Octets.hex("0013")));
        var refusal = ends.toBob(ends.toAlice(forged));
        assertThat(ends.aliceHears(refusal)).singleElement().isInstanceOf(IkeEffect.Dropped.class);

        ends.time.advance(Duration.ofMillis(400));
        ends.aliceTicks();
        ends.time.advance(Duration.ofMillis(600));
        establishes(ends, ends.only(ends.aliceTicks()));
    }

    @Test
    void aForgedCookieDelaysTheAttemptAndDoesNotSpoilIt() {
        var ends = new Lockstep();
        var first = ends.initiate();
        var answerToFirst = ends.toBob(first);
        ends.toAlice(answer(first, Notify.of(NotifyType.COOKIE, Octets.hex("c0ffee"))));

        // Alice takes it for the answer to her second request, and signs that
        assertThat(ends.aliceHears(ends.toBob(ends.toAlice(answerToFirst)))).isEmpty();
        establishes(ends, ends.only(ends.aliceGivesUp()));
    }

    @Test
    @Rfc(value = 7296, section = "2.4")
    void theAnswerToTheRequestWithAForgedCookieIsGoodToo() {
        var ends = new Lockstep();
        var first = ends.initiate();
        var answerToFirst = ends.toBob(first);
        var second = ends.toAlice(answer(first, Notify.of(NotifyType.COOKIE, Octets.hex("c0ffee"))));
        ends.aliceHears(ends.toBob(ends.toAlice(answerToFirst)));

        establishes(ends, second);
    }

    @Test
    @Rfc(value = 7296, section = "2.6")
    void theGenuineCookieCountsAfterManyForgedOnes() {
        var policy = Ends.bob(Lockstep.PSK, ONE_GROUP);
        var settings = IkeSettings.defaults(Optional.of(policy))
                .withDefence(new FirstContactTest.Settings().cookiesFrom(0).defence());
        var ends = new Lockstep(Ends.alice(Lockstep.PSK, ONE_GROUP), Ends.endpoint(settings, 2));
        var request = ends.initiate();
        int sent = 0;
        for (int i = 1; i <= 50; i++) {
            var forged = answer(request, Notify.of(NotifyType.COOKIE, Octets.of((byte) i)));
            sent += Lockstep.sent(ends.aliceHears(forged)).size();
        }
        assertThat(sent).isEqualTo(3);

        assertThat(ends.aliceHears(ends.toBob(request))).isEmpty();
        ends.time.advance(Duration.ofMillis(500));
        establishes(ends, ends.only(ends.aliceTicks()));
    }

    @Test
    void anAttemptBeginsAnewOnlyOnce() {
        var ends = new Lockstep(Ends.alice(Lockstep.PSK, ONE_GROUP), Ends.bob("another key", ONE_GROUP));
        var first = ends.initiate();
        var second = ends.toAlice(answer(first, Notify.of(NotifyType.COOKIE, Octets.hex("c0ffee"))));
        ends.aliceHears(ends.toBob(ends.toAlice(ends.toBob(second))));
        var anew = ends.only(ends.aliceGivesUp());
        assertThat(Lockstep.message(anew).spiI())
                .isNotEqualTo(Lockstep.message(first).spiI());

        second = ends.toAlice(answer(anew, Notify.of(NotifyType.COOKIE, Octets.hex("c0ffee"))));
        ends.aliceHears(ends.toBob(ends.toAlice(ends.toBob(second))));
        var effects = ends.aliceGivesUp();
        assertThat(Lockstep.sent(effects)).isEmpty();
        Lockstep.failed(OptionalLong.of(7), Ends.BOB_AT, effects, FailureReason.REFUSED_BY_PEER);
    }

    private static void establishes(Lockstep ends, Octets request) {
        var effects = ends.aliceHears(ends.toBob(ends.toAlice(ends.toBob(request))));
        assertThat(ends.established(effects).initiator()).isTrue();
        assertThat(ends.told)
                .noneMatch(effect -> effect instanceof IkeEffect.Failed failed
                        && failed.attempt().isPresent());
    }

    private static Octets answer(Octets request, Notify notify) {
        long spiI = Lockstep.message(request).spiI();
        return Lockstep.datagram(new IkeMessage(spiI, 0, ExchangeType.IKE_SA_INIT, false, true, 0, List.of(notify)));
    }
}
