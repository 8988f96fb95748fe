package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.Encrypted;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.IkeMessage;
import org.waywiser.wire.ike.KeyExchange;
import org.waywiser.wire.ike.Nonce;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;
import org.waywiser.wire.ike.PayloadType;
import org.waywiser.wire.ike.SecurityAssociation;

/** IKE_SA_INIT and IKE_AUTH between two endpoints of ours. */
@Rfc(value = 7296, section = "1.2")
@Rfc(value = 6023, section = "3")
class IkeHandshakeTest {
    private static final OptionalLong NO_ATTEMPT = OptionalLong.empty();
    private static final OptionalLong ATTEMPT = OptionalLong.of(7);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aes256gcm16-prfsha384-x25519",
                "aes128gcm16-prfsha256-ecp256",
                "aes128gcm16-prfsha512-x25519",
                "aes256gcm16-prfsha256-ecp256",
                "aes192gcm16-prfsha384-ecp384",
                "chacha20poly1305-prfsha256-x25519",
                "aes128-sha256-modp2048",
                "aes192-sha384-modp3072",
                "aes256-sha512-ecp521",
                "aes256-sha256-prfsha512-x448",
                "aes128-sha1-modp4096",
                "aes128gcm16-prfsha1-modp6144",
                "aes256gcm16-prfsha512-modp8192"
            })
    void fourMessagesGiveBothEndsTheSameKeys(String proposal) {
        var ends = new Lockstep(Ends.alice(Lockstep.PSK, proposal), Ends.bob(Lockstep.PSK, proposal));
        var alice = ends.establish();
        var bob = ends.established(ends.told);

        assertThat(alice.spiI()).isEqualTo(bob.spiI()).isNotZero();
        assertThat(alice.spiR()).isEqualTo(bob.spiR()).isNotZero();
        assertThat(alice.skD()).isEqualTo(bob.skD());
        assertThat(alice.sharedSecret()).isEqualTo(bob.sharedSecret());
        assertThat(alice.proposal()).isEqualTo(bob.proposal()).isEqualTo(proposal);
        assertThat(alice.prf()).isEqualTo(bob.prf());
        assertThat(alice.initiator()).isTrue();
        assertThat(bob.initiator()).isFalse();
        assertThat(alice.localIdentity()).isEqualTo(bob.remoteIdentity()).isEqualTo(Ends.ALICE);
        assertThat(bob.localIdentity()).isEqualTo(alice.remoteIdentity()).isEqualTo(Ends.BOB);
        assertThat(alice.peer()).isEqualTo(bob.local()).isEqualTo(Ends.BOB_AT);
        assertThat(bob.peer()).isEqualTo(alice.local()).isEqualTo(Ends.ALICE_AT);
        assertThat(ends.alice.deadline()).isEmpty();
        assertThat(ends.bob.deadline()).isEmpty();
    }

    @Test
    void messagesHoldThePayloadsOfTheFigureInItsOrder() {
        var ends = new Lockstep();
        var first = ends.initiate();
        var second = ends.toBob(first);
        var third = ends.toAlice(second);

        var request = Lockstep.message(first);
        assertThat(request.exchange()).isEqualTo(ExchangeType.IKE_SA_INIT);
        assertThat(request.spiR()).isZero();
        assertThat(request.initiator()).isTrue();
        assertThat(request.response()).isFalse();
        assertThat(request.messageId()).isZero();
        assertThat(types(request))
                .startsWith(PayloadType.SA, PayloadType.KE, PayloadType.NONCE, PayloadType.NOTIFY, PayloadType.NOTIFY);
        var response = Lockstep.message(second);
        assertThat(response.spiI()).isEqualTo(request.spiI());
        assertThat(response.initiator()).isFalse();
        assertThat(response.response()).isTrue();
        assertThat(types(response)).startsWith(PayloadType.SA, PayloadType.KE, PayloadType.NONCE, PayloadType.NOTIFY);
        assertThat(response.notification(NotifyType.CHILDLESS_IKEV2_SUPPORTED)).isPresent();
        assertThat(response.notification(NotifyType.SIGNATURE_HASH_ALGORITHMS)).isPresent();
        var auth = Lockstep.message(third);
        assertThat(auth.exchange()).isEqualTo(ExchangeType.IKE_AUTH);
        assertThat(auth.messageId()).isEqualTo(1);
        assertThat(auth.payloads()).singleElement().isInstanceOf(Encrypted.class);
    }

    @Test
    @Rfc(value = 7296, section = "2.10")
    void noncesAreLongEnoughForEveryPrf() {
        var ends = new Lockstep();
        var first = ends.initiate();

        for (var message : List.of(first, ends.toBob(first))) {
            assertThat(Lockstep.message(message)
                            .first(Nonce.class)
                            .orElseThrow()
                            .data()
                            .length())
                    .isEqualTo(32);
        }
    }

    @Test
    @Rfc(value = 7296, section = "2.15")
    void aWrongKeyIsToldToTheInitiatorInAProtectedNotify() {
        var ends = new Lockstep(Ends.alice("wrong", Lockstep.PROPOSAL), Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL));
        var refusal = ends.toBob(ends.toAlice(ends.toBob(ends.initiate())));

        var bob = Lockstep.failed(NO_ATTEMPT, Ends.ALICE_AT, ends.told, FailureReason.PEER_NOT_AUTHENTIC);
        assertThat(bob.detail())
                .contains("alice.example.org")
                .doesNotContain("wrong")
                .doesNotContain(Lockstep.PSK);
        assertThat(ends.aliceHears(refusal)).isEmpty();
        var alice = ends.aliceGivesUp();
        Lockstep.failed(ATTEMPT, Ends.BOB_AT, alice, FailureReason.REFUSED_BY_PEER);
        assertThat(Lockstep.sent(alice)).isEmpty();
        assertThat(ends.alice.deadline()).isEmpty();
    }

    @Test
    @Rfc(value = 7296, section = "2.21.2")
    void aResponderThatProvesNothingIsToldSoAndForgetsTheSa() {
        var policy = Ends.alice(Lockstep.PSK, Lockstep.PROPOSAL);
        var suspicious = new IkePolicy(
                policy.authenticator(),
                Ends.alice("another key", Lockstep.PROPOSAL).verifier(),
                policy.proposals(),
                policy.peerIdentity());
        var ends = new Lockstep(suspicious, Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL));
        var response = ends.toBob(ends.toAlice(ends.toBob(ends.initiate())));
        var sa = ends.established(ends.told);

        var notice = ends.toAlice(response);
        assertThat(Lockstep.message(notice).exchange()).isEqualTo(ExchangeType.INFORMATIONAL);
        var answer = ends.bobHears(notice);
        assertThat(answer)
                .contains(new IkeEffect.Deleted(sa.spiI(), sa.spiR(), Ends.ALICE_AT, DeletionCause.REFUSED_BY_PEER));
        assertThat(ends.aliceHears(Lockstep.sent(answer).getFirst())).isEmpty();
        Lockstep.failed(ATTEMPT, Ends.BOB_AT, ends.aliceGivesUp(), FailureReason.PEER_NOT_AUTHENTIC);
        assertThat(ends.alice.deadline()).isEmpty();
    }

    @Test
    void aPeerWithAnotherIdentityThanWantedIsRefused() {
        var mallory = Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL);
        var ends = new Lockstep(
                new IkePolicy(
                        Ends.alice(Lockstep.PSK, Lockstep.PROPOSAL).authenticator(),
                        Ends.alice(Lockstep.PSK, Lockstep.PROPOSAL).verifier(),
                        mallory.proposals(),
                        Optional.of(Ends.BOB)),
                new IkePolicy(
                        Ends.alice(Lockstep.PSK, Lockstep.PROPOSAL).authenticator(), // says it is Alice
                        mallory.verifier(),
                        mallory.proposals(),
                        Optional.empty()));
        ends.aliceHears(ends.toBob(ends.toAlice(ends.toBob(ends.initiate()))));

        var failed = Lockstep.failed(ATTEMPT, Ends.BOB_AT, ends.aliceGivesUp(), FailureReason.PEER_NOT_AUTHENTIC);
        assertThat(failed.detail()).contains("alice.example.org", "expected bob.example.org");
    }

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

    @Test
    @Rfc(value = 7296, section = "2.23")
    void addressesThatChangeOnTheWayAreNoticed() {
        var ends = new Lockstep();
        var outside = new InetSocketAddress(Ends.address("203.0.113.9", 0).getAddress(), 61_000);
        var first = ends.initiate();
        var second = ends.only(ends.bob.on(new IkeInput.Received(first, outside, Ends.BOB_AT), ends.time.now()));
        var third = ends.toAlice(second);
        var fourth = ends.only(ends.bob.on(new IkeInput.Received(third, outside, Ends.BOB_AT), ends.time.now()));
        var alice = ends.established(ends.aliceHears(fourth));
        var bob = ends.established(ends.told);

        assertThat(alice.localBehindNat()).isTrue();
        assertThat(alice.peerBehindNat()).isFalse();
        assertThat(bob.localBehindNat()).isFalse();
        assertThat(bob.peerBehindNat()).isTrue();
        assertThat(bob.peer()).isEqualTo(outside);
    }

    @ParameterizedTest
    @CsvSource({
        "500,500,false",
        "500,4500,false",
        "4500,500,false",
        "4500,4500,true",
        "40000,500,false",
        "40000,4500,true"
    })
    @Rfc(value = 7296, section = "3.1")
    void offPort500FourZeroOctetsComeFirst(int from, int to, boolean marked) {
        var sent = Lockstep.sent(Ends.initiator(1)
                .on(
                        new IkeInput.Initiate(
                                1,
                                Ends.address("192.0.2.1", from),
                                Ends.address("192.0.2.2", to),
                                Ends.alice(Lockstep.PSK, Lockstep.PROPOSAL)),
                        0));

        assertThat(sent.getFirst().slice(0, 4).isZero()).isEqualTo(marked);
    }

    @Test
    void anAttemptCanBeAbandonedAtAnyPoint() {
        var early = new Lockstep();
        early.initiate();
        Lockstep.failed(
                ATTEMPT,
                Ends.BOB_AT,
                early.alice.on(new IkeInput.Abandon(7), early.time.now()),
                FailureReason.ABANDONED);
        assertThat(early.alice.deadline()).isEmpty();

        var late = new Lockstep();
        var response = late.toBob(late.toAlice(late.toBob(late.initiate())));
        late.alice.on(new IkeInput.Abandon(7), late.time.now());
        assertThat(Lockstep.sent(late.aliceHears(response))).isEmpty();
        assertThat(late.alice.drops()).containsEntry(IkeDropReason.UNKNOWN_SPI, 1L);

        var done = new Lockstep();
        done.establish();
        assertThat(done.alice.on(new IkeInput.Abandon(7), done.time.now())).isEmpty();
    }

    @Test
    void nothingSecretIsEverPrinted() {
        var ends = new Lockstep();
        var info = ends.establish();

        assertThat(info.toString()).contains("skD=…", "sharedSecret=…");
        assertThat(ends.told.toString()).doesNotContain(hex(info.skD().toByteArray()));
    }

    private static String hex(byte[] octets) {
        return Octets.of(octets).toString();
    }

    private static List<PayloadType> types(IkeMessage message) {
        return message.payloads().stream().map(p -> p.type()).toList();
    }

    private static Octets refusal(IkeMessage request, Notify notify) {
        return Lockstep.datagram(
                new IkeMessage(request.spiI(), 0, ExchangeType.IKE_SA_INIT, false, true, 0, List.of(notify)));
    }
}
