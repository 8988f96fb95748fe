package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.VirtualTime;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.IkeMessage;

/** A hundred thousand requests of ten thousand sources within a hundred seconds, and a peer that means it. */
@Rfc(value = 8019, section = "4")
class FloodTest {
    private static final int REQUESTS = 100_000;
    private static final int SOURCES = 10_000;
    private static final int COOKIES_FROM = IkeSettings.Defence.DEFAULT.cookiesFrom();

    /** What a response has that a request has not: CHILDLESS_IKEV2_SUPPORTED. */
    private static final int LITTLE = 9;

    private final VirtualTime time = new VirtualTime();
    private final IkeEndpoint bob = Ends.responder(Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL), 2);
    private final SplittableRandom random = new SplittableRandom(3);

    @Test
    void leavesNoStateAndLetsARealPeerThrough() {
        var template = Lockstep.message(new Lockstep().initiate());
        long answers = 0;
        int established = 0;
        for (int i = 0; i < REQUESTS; i++) {
            var request = Lockstep.datagram(again(template));
            for (var answer : Lockstep.sent(bob.on(from(i % SOURCES, request), time.now()))) {
                answers++;
                assertThat(answer.length()).isLessThan(request.length() + LITTLE);
            }
            time.advance(Duration.ofMillis(1));
            bob.on(new IkeInput.Tick(), time.now());
            if (i % 10_000 == 9_999) established += comesThrough(i) ? 1 : 0;
        }
        assertThat(established).isEqualTo(10);
        assertThat(answers).isEqualTo(REQUESTS);
        // those that got an SA waited 30 s until they were forgotten and others took their place: four times in 100 s
        assertThat(bob.drops().get(IkeDropReason.COOKIE_WANTED)).isGreaterThan(REQUESTS - 5L * COOKIES_FROM);

        time.advance(Duration.ofSeconds(30));
        bob.on(new IkeInput.Tick(), time.now());
        assertThat(bob.deadline()).as("half-open SAs").isEmpty();
    }

    /** With a cookie or, in the moment when old half-open SAs are forgotten, without. */
    private boolean comesThrough(int seed) {
        var alice = new Lockstep(Ends.alice(Lockstep.PSK, Lockstep.PROPOSAL), bob, Ends.initiator(seed));
        alice.time.advance(Duration.ofNanos(time.now() - alice.time.now()));
        var heard = alice.aliceHears(alice.toBob(alice.initiate()));
        while (!Lockstep.sent(heard).isEmpty()) heard = alice.aliceHears(alice.toBob(alice.only(heard)));
        return heard.stream().anyMatch(IkeEffect.Established.class::isInstance);
    }

    /** Of another initiator. */
    private IkeMessage again(IkeMessage template) {
        return new IkeMessage(
                random.nextLong() | 1L << 62,
                0,
                ExchangeType.IKE_SA_INIT,
                true,
                false,
                0,
                List.copyOf(template.payloads()));
    }

    private static IkeInput from(int source, Octets request) {
        var address = Ends.address("127.7." + (source >>> 8) + "." + (source & 0xff), 500 + source);
        return new IkeInput.Received(request, address, Ends.BOB_AT);
    }
}
