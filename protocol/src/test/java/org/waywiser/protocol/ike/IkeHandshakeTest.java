package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
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
import org.waywiser.wire.ike.Nonce;
import org.waywiser.wire.ike.NotifyType;
import org.waywiser.wire.ike.PayloadType;

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
}
