package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.IkeMessage;
import org.waywiser.wire.ike.KeyExchange;
import org.waywiser.wire.ike.Nonce;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;
import org.waywiser.wire.ike.SecurityAssociation;

/** IKE_SA_INIT that does not succeed at once: it is repeated with a cookie or another group, or the attempt fails. */
@Rfc(value = 7296, section = "2.6")
@Rfc(value = 7296, section = "2.7")
class RepeatedIkeSaInitTest {
    private static final OptionalLong NO_ATTEMPT = OptionalLong.empty();
    private static final OptionalLong ATTEMPT = OptionalLong.of(7);

    @Test
    @Rfc(value = 7296, section = "2.7")
    void nothingInCommonIsAnsweredAndLeavesNoState() {
        var ends = new Lockstep(
                Ends.alice(Lockstep.PSK, "aes128gcm16-prfsha256-x25519"),
                Ends.bob(Lockstep.PSK, "aes256gcm16-prfsha256-x25519"));
        var refusal = ends.toBob(ends.initiate());

        Lockstep.failed(NO_ATTEMPT, Ends.ALICE_AT, ends.told, FailureReason.NO_PROPOSAL_CHOSEN);
        assertThat(Lockstep.message(refusal).spiR()).isZero();
        assertThat(Lockstep.message(refusal).payloads()).containsExactly(Notify.of(NotifyType.NO_PROPOSAL_CHOSEN));
        assertThat(ends.bob.deadline()).isEmpty();

        ends.aliceHears(refusal);
        ends.time.advance(Duration.ofSeconds(1));
        var failed = Lockstep.failed(ATTEMPT, Ends.BOB_AT, ends.aliceTicks(), FailureReason.NO_PROPOSAL_CHOSEN);
        assertThat(failed.detail()).contains("aes128gcm16-prfsha256-x25519");
        assertThat(ends.alice.deadline()).isEmpty();
    }

    @Test
    @Rfc(value = 7296, section = "2.21.1")
    void aForgedRefusalDoesNotStopTheGenuineResponse() {
        var ends = new Lockstep();
        var request = ends.initiate();
        var response = ends.toBob(request);
        var forged = new IkeMessage(
                Lockstep.message(request).spiI(),
                0,
                ExchangeType.IKE_SA_INIT,
                false,
                true,
                0,
                List.of(Notify.of(NotifyType.NO_PROPOSAL_CHOSEN)));

        assertThat(ends.aliceHears(Lockstep.datagram(forged))).singleElement().isInstanceOf(IkeEffect.Dropped.class);
        ends.time.advance(Duration.ofMillis(900));
        assertThat(Lockstep.sent(ends.aliceTicks())).containsExactly(request);
        var effects = ends.aliceHears(ends.toBob(ends.toAlice(response)));
        assertThat(effects).singleElement().isInstanceOf(IkeEffect.Established.class);
    }

    @Test
    @Rfc(value = 7296, section = "2.7")
    @Rfc(value = 7296, section = "3.4")
    void theInitiatorBeginsAgainWithTheGroupAskedFor() {
        var ends = new Lockstep(
                Ends.alice(Lockstep.PSK, "aes128gcm16-prfsha256-x25519-ecp256"),
                Ends.bob(Lockstep.PSK, "aes128gcm16-prfsha256-ecp256"));
        var first = ends.initiate();
        var refusal = ends.toBob(first);
        assertThat(Lockstep.message(refusal).payloads())
                .containsExactly(Notify.of(NotifyType.INVALID_KE_PAYLOAD, Octets.hex("0013")));

        var second = ends.toAlice(refusal);
        assertThat(Lockstep.message(second).messageId()).isZero();
        assertThat(Lockstep.message(second)
                        .first(KeyExchange.class)
                        .orElseThrow()
                        .group())
                .isEqualTo(19);
        assertThat(Lockstep.message(second).first(SecurityAssociation.class))
                .isEqualTo(Lockstep.message(first).first(SecurityAssociation.class));
        assertThat(ends.aliceHears(refusal)).singleElement().isInstanceOf(IkeEffect.Dropped.class);

        var effects = ends.aliceHears(ends.toBob(ends.toAlice(ends.toBob(second))));
        assertThat(ends.established(effects).proposal()).isEqualTo("aes128gcm16-prfsha256-ecp256");
    }

    @ParameterizedTest
    @CsvSource({"000e,a group that was not proposed", "0020,a group we do not have"})
    @Rfc(value = 7296, section = "2.7")
    void anotherGroupThanProposedIsNotObeyed(String group, String what) {
        var ends = new Lockstep();
        var request = Lockstep.message(ends.initiate());
        var wish = refusal(request, Notify.of(NotifyType.INVALID_KE_PAYLOAD, Octets.hex(group)));

        assertThat(ends.aliceHears(wish)).as(what).singleElement().isInstanceOf(IkeEffect.Dropped.class);
        ends.time.advance(Duration.ofSeconds(1));
        Lockstep.failed(ATTEMPT, Ends.BOB_AT, ends.aliceTicks(), FailureReason.INVALID_KE_PAYLOAD);
    }

    @Test
    void theGroupIsChangedOnlyOnce() {
        var ends = new Lockstep(
                Ends.alice(Lockstep.PSK, "aes128gcm16-prfsha256-x25519-ecp256"),
                Ends.bob(Lockstep.PSK, "aes128gcm16-prfsha256-ecp256"));
        var request = Lockstep.message(ends.initiate());
        ends.toAlice(refusal(request, Notify.of(NotifyType.INVALID_KE_PAYLOAD, Octets.hex("0013"))));

        var effects = ends.aliceHears(refusal(request, Notify.of(NotifyType.INVALID_KE_PAYLOAD, Octets.hex("001f"))));
        assertThat(Lockstep.sent(effects)).isEmpty();
        assertThat(ends.alice.drops()).containsEntry(IkeDropReason.UNAUTHENTICATED_ERROR, 1L);
    }

    @Test
    @Rfc(value = 7296, section = "2.6")
    void aCookieIsSentBackFirstAndAllElseUnchanged() {
        var ends = new Lockstep();
        var first = Lockstep.message(ends.initiate());
        var cookie = Notify.of(NotifyType.COOKIE, Octets.hex("c0ffee"));
        var second = ends.toAlice(refusal(first, cookie));

        var again = Lockstep.message(second);
        assertThat(again.payloads().getFirst()).isEqualTo(cookie);
        assertThat(again.payloads().subList(1, again.payloads().size())).isEqualTo(first.payloads());
        assertThat(again.messageId()).isZero();
        assertThat(ends.aliceHears(refusal(first, cookie))).singleElement().isInstanceOf(IkeEffect.Dropped.class);

        var effects = ends.aliceHears(ends.toBob(ends.toAlice(ends.toBob(second))));
        assertThat(effects).singleElement().isInstanceOf(IkeEffect.Established.class);
    }

    @Test
    @Rfc(value = 7296, section = "2.6.1")
    void aCookieStaysInTheRequestWhenTheGroupChanges() {
        var ends = new Lockstep(
                Ends.alice(Lockstep.PSK, "aes128gcm16-prfsha256-x25519-ecp256"),
                Ends.bob(Lockstep.PSK, "aes128gcm16-prfsha256-ecp256"));
        var first = Lockstep.message(ends.initiate());
        var cookie = Notify.of(NotifyType.COOKIE, Octets.hex("c0ffee"));
        var third = ends.toAlice(ends.toBob(ends.toAlice(refusal(first, cookie))));

        var message = Lockstep.message(third);
        assertThat(message.payloads().getFirst()).isEqualTo(cookie);
        assertThat(message.first(KeyExchange.class).orElseThrow().group()).isEqualTo(19);
        assertThat(message.first(Nonce.class)).isEqualTo(first.first(Nonce.class));
    }

    @Test
    @Rfc(value = 7296, section = "2.6")
    void cookiesAreObeyedThreeTimes() {
        var ends = new Lockstep();
        var request = Lockstep.message(ends.initiate());
        for (int i = 1; i <= 3; i++) {
            ends.toAlice(refusal(request, Notify.of(NotifyType.COOKIE, Octets.of((byte) i))));
        }

        assertThat(Lockstep.sent(ends.aliceHears(refusal(request, Notify.of(NotifyType.COOKIE, Octets.of((byte) 4))))))
                .isEmpty();
    }

    @Test
    void aPeerThatNeedsAChildIsNamedAsTheReason() {
        var ends = new Lockstep();
        var response = Lockstep.message(ends.toBob(ends.initiate()));
        var payloads = response.payloads().stream()
                .filter(p -> !p.equals(Notify.of(NotifyType.CHILDLESS_IKEV2_SUPPORTED)))
                .toList();
        var without = new IkeMessage(response.spiI(), response.spiR(), response.exchange(), false, true, 0, payloads);

        assertThat(Lockstep.sent(ends.aliceHears(Lockstep.datagram(without)))).isEmpty();
        ends.time.advance(Duration.ofSeconds(1));
        Lockstep.failed(ATTEMPT, Ends.BOB_AT, ends.aliceTicks(), FailureReason.CHILDLESS_NOT_SUPPORTED);
    }

    private static Octets refusal(IkeMessage request, Notify notify) {
        return Lockstep.datagram(
                new IkeMessage(request.spiI(), 0, ExchangeType.IKE_SA_INIT, false, true, 0, List.of(notify)));
    }
}
