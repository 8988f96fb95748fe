package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waywiser.protocol.ike.IkeSettings.Defence;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.VirtualTime;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.IkeMessage;
import org.waywiser.wire.ike.IkePayload;
import org.waywiser.wire.ike.Nonce;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;

/** A responder whom many ask, and few of them in earnest. */
@Rfc(value = 8019, section = "4")
@Rfc(value = 7296, section = "2.6")
class FirstContactTest {
    private static final Duration HALF_OPEN = Duration.ofSeconds(30);
    private static final Duration UNDER_ATTACK = Duration.ofSeconds(10);

    private final VirtualTime time = new VirtualTime();

    @Test
    void aboveTheThresholdACookieIsAskedForAndNothingIsKept() {
        var bob = bob(new Settings().cookiesFrom(2));
        for (int host = 1; host <= 2; host++)
            assertThat(cookie(ask(bob, host, request(host)))).isEmpty();

        for (int host = 3; host < 200; host++) {
            var effects = ask(bob, host, request(host));
            assertThat(cookie(effects)).get().extracting(Octets::length).isEqualTo(Cookies.LENGTH);
        }
        assertThat(bob.drops()).containsExactly(Map.entry(IkeDropReason.COOKIE_WANTED, 197L));
        time.advance(HALF_OPEN);
        assertThat(bob.on(new IkeInput.Tick(), time.now())).hasSize(2);
        assertThat(bob.deadline()).isEmpty();
    }

    @Test
    void aPeerThatBringsItsCookieBackIsServed() {
        var ends = new Lockstep(
                Ends.alice(Lockstep.PSK, Lockstep.PROPOSAL), bob(new Settings().cookiesFrom(0)), Ends.initiator(1));
        var challenge = ends.toBob(ends.initiate());
        assertThat(Lockstep.message(challenge).spiR()).isZero();

        var effects = ends.aliceHears(ends.toBob(ends.toAlice(ends.toBob(ends.toAlice(challenge)))));
        assertThat(effects).singleElement().isInstanceOf(IkeEffect.Established.class);
    }

    @Test
    void aCookieThatDoesNotFitIsIgnoredAndAnotherGiven() {
        var bob = bob(new Settings().cookiesFrom(0));
        var request = request(1);
        var cookie = cookie(ask(bob, 1, request)).orElseThrow();

        assertThat(cookie(ask(bob, 1, with(request, Octets.hex("00"))))).contains(cookie);
        assertThat(cookie(ask(bob, 1, with(request, flipped(cookie, 0))))).contains(cookie);
        assertThat(cookie(ask(bob, 1, with(request, flipped(cookie, Cookies.LENGTH - 1)))))
                .contains(cookie);
        assertThat(cookie(ask(bob, 2, with(request, cookie))))
                .as("another source")
                .isPresent();
        assertThat(cookie(ask(bob, 1, with(request(2), cookie))))
                .as("another SPI and nonce")
                .isPresent();
        assertThat(bob.deadline()).isEmpty();
        assertThat(cookie(ask(bob, 1, with(request, cookie)))).isEmpty();
        assertThat(bob.deadline()).isPresent();
    }

    @Test
    void aCookieLivesAsLongAsTheSecretThatMadeItAndTheNextOne() {
        var bob = bob(new Settings().cookiesFrom(0));
        var request = request(1);
        var first = cookie(ask(bob, 1, request)).orElseThrow();

        time.advance(Duration.ofSeconds(30));
        var second = cookie(ask(bob, 1, request)).orElseThrow();
        assertThat(second).isNotEqualTo(first);
        assertThat(cookie(ask(bob, 1, with(request, first)))).isEmpty();

        time.advance(Duration.ofSeconds(30));
        assertThat(bob.on(new IkeInput.Tick(), time.now())).hasSize(1); // the half-open SA is forgotten
        assertThat(cookie(ask(bob, 1, with(request, first)))).isPresent();
        time.advance(Duration.ofMinutes(10));
        assertThat(cookie(ask(bob, 1, with(request, second)))).isPresent();
    }

    @Test
    @Rfc(value = 8019, section = "4.2")
    void oneSourceWithManyHalfOpenSasNeedsCookiesWhileOthersDoNot() {
        var bob = bob(new Settings().cookiesFromOfSource(3));
        for (int seed = 1; seed <= 3; seed++)
            assertThat(cookie(ask(bob, 1, request(seed)))).isEmpty();

        assertThat(cookie(ask(bob, 1, request(4)))).isPresent();
        assertThat(cookie(ask(bob, 2, request(5)))).isEmpty();
    }

    @Test
    @Rfc(value = 8019, section = "4.2")
    void oneSourceHasOnlySoManyHalfOpenSasWithCookiesToo() {
        var bob = bob(new Settings().cookiesFrom(0).mostHalfOpenOfSource(2));
        for (int seed = 1; seed <= 2; seed++) askTwice(bob, 1, request(seed));

        assertThat(askTwice(bob, 1, request(3))).singleElement().isInstanceOf(IkeEffect.Dropped.class);
        assertThat(bob.drops()).containsEntry(IkeDropReason.TOO_MANY_HALF_OPEN, 1L);
        assertThat(Lockstep.sent(askTwice(bob, 2, request(4)))).hasSize(1);
    }

    @Test
    @Rfc(value = 8019, section = "4.2")
    void anIpv6SourceIsAPrefixOf64Bits() {
        var one = Ends.address("2001:db8:1:2:3::4", 500);

        assertThat(Source.of(one)).isEqualTo(Source.of(Ends.address("2001:db8:1:2:ffff::", 4500)));
        assertThat(Source.of(one)).isNotEqualTo(Source.of(Ends.address("2001:db8:1:3:3::4", 500)));
        assertThat(Source.of(at(1))).isNotEqualTo(Source.of(at(2)));
    }

    @Test
    void halfOpenSasAreBoundedInAll() {
        var bob = bob(new Settings().mostHalfOpen(3));
        for (int host = 1; host <= 3; host++) ask(bob, host, request(host));
        assertThat(ask(bob, 4, request(4))).singleElement().isInstanceOf(IkeEffect.Dropped.class);
        assertThat(bob.drops()).containsExactly(Map.entry(IkeDropReason.TOO_MANY_HALF_OPEN, 1L));

        time.advance(HALF_OPEN);
        assertThat(bob.on(new IkeInput.Tick(), time.now())).hasSize(3);
        assertThat(Lockstep.sent(ask(bob, 4, request(4)))).hasSize(1);
    }

    @Test
    @Rfc(value = 8019, section = "4.1")
    void underAttackHalfOpenSasLiveShorter() {
        var bob = bob(new Settings().cookiesFrom(1));
        ask(bob, 1, request(1));
        askTwice(bob, 2, request(2));

        time.advance(UNDER_ATTACK);
        assertThat(bob.on(new IkeInput.Tick(), time.now()))
                .singleElement()
                .isInstanceOfSatisfying(
                        IkeEffect.Failed.class, f -> assertThat(f.peer()).isEqualTo(at(2)));
        time.advance(HALF_OPEN.minus(UNDER_ATTACK));
        assertThat(bob.on(new IkeInput.Tick(), time.now())).hasSize(1);
        assertThat(bob.deadline()).isEmpty();
    }

    @Test
    void openSasAreBounded() {
        var bob = bob(new Settings().mostOpen(1));
        ScriptedInitiator.open(bob, time);

        assertThat(ask(bob, 2, request(2))).singleElement().isInstanceOf(IkeEffect.Dropped.class);
        assertThat(bob.drops()).containsExactly(Map.entry(IkeDropReason.TOO_MANY_SAS, 1L));
    }

    @Test
    @Rfc(value = 8019, section = "4.2")
    void aSourceWhoseProofsFailHasToWaitUntilTheMinuteIsOver() {
        var bob = bob(new Settings().mostFailuresOfSource(3));
        for (int i = 0; i < 3; i++) {
            new ScriptedInitiator(bob, time, 100 + i).send(ExchangeType.IKE_AUTH, 1, List.of());
        }
        var own = new IkeInput.Received(request(1), Ends.ALICE_AT, Ends.BOB_AT);
        assertThat(bob.on(own, time.now())).singleElement().isInstanceOf(IkeEffect.Dropped.class);
        assertThat(bob.drops()).containsExactly(Map.entry(IkeDropReason.TOO_MANY_FAILURES, 1L));
        assertThat(Lockstep.sent(ask(bob, 1, request(1)))).as("another source").hasSize(1);

        time.advance(Duration.ofMinutes(1));
        assertThat(Lockstep.sent(bob.on(own, time.now()))).hasSize(1);
    }

    @Test
    @Rfc(value = 7296, section = "2.21.4")
    void moreRefusalsThanAHundredASecondAreForThoseWithACookie() {
        var picky = Ends.responder(Ends.bob(Lockstep.PSK, "aes128gcm16-prfsha256-ecp256"), 2);
        int refused = 0;
        for (int host = 0; host < 150; host++) {
            if (cookie(ask(picky, host, request(host))).isEmpty()) refused++;
        }
        assertThat(refused).isEqualTo(100);
        var answer = Lockstep.sent(askTwice(picky, 151, request(151))).getFirst();
        assertThat(Lockstep.message(answer).payloads()).containsExactly(Notify.of(NotifyType.NO_PROPOSAL_CHOSEN));

        time.advance(Duration.ofSeconds(1));
        assertThat(cookie(ask(picky, 152, request(152)))).isEmpty();
    }

    @Test
    @Rfc(value = 8019, section = "10")
    void nothingIsAnsweredByMoreThanWasAsked() {
        var bob = bob(new Settings().cookiesFrom(0));
        var nonce = new Nonce(Octets.zeros(16));
        var least = new IkeMessage(5, 0, ExchangeType.IKE_SA_INIT, true, false, 0, List.of(nonce));

        assertThat(ask(bob, 1, Lockstep.datagram(least))).allMatch(IkeEffect.Dropped.class::isInstance);
        assertThat(bob.drops()).containsEntry(IkeDropReason.AMPLIFYING, 1L);
    }

    @Test
    @Rfc(value = 8019, section = "4.6")
    void junkInPlaceOfIkeAuthLeavesTheHalfOpenSaAsItWas() {
        var bob = bob(new Settings());
        var alice = new ScriptedInitiator(bob, time);
        var auth = alice.sealed(ExchangeType.IKE_AUTH, 1, alice.auth());
        for (int i = 1; i <= 1_000; i++) {
            assertThat(alice.bobHears(flipped(auth, auth.length() - 1 - i % 16)))
                    .singleElement()
                    .isInstanceOf(IkeEffect.Dropped.class);
        }
        assertThat(bob.drops()).containsExactly(Map.entry(IkeDropReason.NOT_AUTHENTIC, 1_000L));
        assertThat(alice.bobHears(auth)).anyMatch(IkeEffect.Established.class::isInstance);
    }

    @Test
    void whatHasNoNonceIsNotEvenChallenged() {
        var bob = bob(new Settings().cookiesFrom(0));
        var request = Lockstep.message(request(1));
        var payloads =
                request.payloads().stream().filter(p -> !(p instanceof Nonce)).toList();
        var bad = new IkeMessage(5, 0, ExchangeType.IKE_SA_INIT, true, false, 0, payloads);

        assertThat(ask(bob, 1, Lockstep.datagram(bad))).singleElement().isInstanceOf(IkeEffect.Dropped.class);
        assertThat(bob.drops()).containsExactly(Map.entry(IkeDropReason.MALFORMED, 1L));
    }

    // ---- asking

    private List<IkeEffect> ask(IkeEndpoint bob, int host, Octets request) {
        return bob.on(new IkeInput.Received(request, at(host), Ends.BOB_AT), time.now());
    }

    /** Once, and again with the cookie given. */
    private List<IkeEffect> askTwice(IkeEndpoint bob, int host, Octets request) {
        var cookie = cookie(ask(bob, host, request)).orElseThrow();
        return ask(bob, host, with(request, cookie));
    }

    /** That of the only datagram among the effects, if it is a challenge. */
    private static Optional<Octets> cookie(List<IkeEffect> effects) {
        var sent = Lockstep.sent(effects);
        assertThat(sent).hasSize(1);
        return Lockstep.message(sent.getFirst()).notification(NotifyType.COOKIE).map(Notify::data);
    }

    private static Octets with(Octets request, Octets cookie) {
        var message = Lockstep.message(request);
        var payloads = new ArrayList<IkePayload>();
        payloads.add(Notify.of(NotifyType.COOKIE, cookie));
        payloads.addAll(message.payloads());
        return Lockstep.datagram(new IkeMessage(message.spiI(), 0, ExchangeType.IKE_SA_INIT, true, false, 0, payloads));
    }

    private static Octets flipped(Octets octets, int at) {
        byte[] other = octets.toByteArray();
        other[at] ^= 1;
        return Octets.of(other);
    }

    private static Octets request(int seed) {
        var wanted = new IkeInput.Initiate(1, Ends.ALICE_AT, Ends.BOB_AT, Ends.alice(Lockstep.PSK, Lockstep.PROPOSAL));
        return Lockstep.sent(Ends.initiator(seed).on(wanted, 0)).getFirst();
    }

    private static InetSocketAddress at(int host) {
        return Ends.address("198.51.100." + host, 4500);
    }

    private static IkeEndpoint bob(Settings settings) {
        var policy = Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL);
        return Ends.endpoint(IkeSettings.defaults(Optional.of(policy)).withDefence(settings.defence()), 2);
    }

    /** No limits but those a test names. */
    record Settings(
            int cookiesFrom,
            int cookiesFromOfSource,
            int mostHalfOpen,
            int mostHalfOpenOfSource,
            int mostFailuresOfSource,
            int mostOpen) {
        private static final int MANY = 1_000_000;

        Settings() {
            this(MANY, MANY, MANY, MANY, MANY, MANY);
        }

        Settings cookiesFrom(int n) {
            return new Settings(
                    n, cookiesFromOfSource, mostHalfOpen, mostHalfOpenOfSource, mostFailuresOfSource, mostOpen);
        }

        Settings cookiesFromOfSource(int n) {
            return new Settings(cookiesFrom, n, mostHalfOpen, mostHalfOpenOfSource, mostFailuresOfSource, mostOpen);
        }

        Settings mostHalfOpen(int n) {
            return new Settings(
                    cookiesFrom, cookiesFromOfSource, n, mostHalfOpenOfSource, mostFailuresOfSource, mostOpen);
        }

        Settings mostHalfOpenOfSource(int n) {
            return new Settings(cookiesFrom, cookiesFromOfSource, mostHalfOpen, n, mostFailuresOfSource, mostOpen);
        }

        Settings mostFailuresOfSource(int n) {
            return new Settings(cookiesFrom, cookiesFromOfSource, mostHalfOpen, mostHalfOpenOfSource, n, mostOpen);
        }

        Settings mostOpen(int n) {
            return new Settings(
                    cookiesFrom, cookiesFromOfSource, mostHalfOpen, mostHalfOpenOfSource, mostFailuresOfSource, n);
        }

        Defence defence() {
            return new Defence(
                    HALF_OPEN.toNanos(),
                    UNDER_ATTACK.toNanos(),
                    cookiesFrom,
                    cookiesFromOfSource,
                    mostHalfOpen,
                    mostHalfOpenOfSource,
                    mostFailuresOfSource,
                    mostOpen);
        }
    }
}
