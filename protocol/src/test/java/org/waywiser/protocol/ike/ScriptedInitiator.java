package org.waywiser.protocol.ike;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.waywiser.security.ike.EphemeralKeyPairs;
import org.waywiser.security.ike.NotAuthentic;
import org.waywiser.security.ike.auth.AuthenticationFailed;
import org.waywiser.testkit.VirtualTime;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.Encrypted;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.IkeMessage;
import org.waywiser.wire.ike.IkePayload;
import org.waywiser.wire.ike.KeyExchange;
import org.waywiser.wire.ike.Nonce;

/** An initiator that holds the right keys and sends Bob whatever a test wants. */
final class ScriptedInitiator {
    final IkePolicy policy;
    final VirtualTime time;
    final IkeEndpoint bob;
    final Negotiated negotiated;

    /** Where Bob sees it: elsewhere than at {@link Ends#ALICE_AT} if there is a NAT. */
    InetSocketAddress seenAt;

    /** After IKE_SA_INIT. */
    ScriptedInitiator(IkeEndpoint bob, VirtualTime time) {
        this(bob, time, 5);
    }

    /** After IKE_SA_INIT, one of many. */
    ScriptedInitiator(IkeEndpoint bob, VirtualTime time, long seed) {
        this(bob, time, Ends.ALICE_AT, Ends.BOB_AT, seed);
    }

    /** After IKE_SA_INIT by that policy. */
    ScriptedInitiator(IkePolicy policy, IkeEndpoint bob, VirtualTime time) {
        this(policy, bob, time, Ends.ALICE_AT, Ends.BOB_AT, 5);
    }

    /** @param bobCalled where it believes Bob to be, who always is at {@link Ends#BOB_AT} */
    ScriptedInitiator(
            IkeEndpoint bob, VirtualTime time, InetSocketAddress seenAt, InetSocketAddress bobCalled, long seed) {
        this(Ends.alice(Lockstep.PSK, Lockstep.PROPOSAL), bob, time, seenAt, bobCalled, seed);
    }

    private ScriptedInitiator(
            IkePolicy policy,
            IkeEndpoint bob,
            VirtualTime time,
            InetSocketAddress seenAt,
            InetSocketAddress bobCalled,
            long seed) {
        this.policy = policy;
        this.seenAt = seenAt;
        this.bob = bob;
        this.time = time;
        var dh = new EphemeralKeyPairs(new SecureRandom());
        var offer = IkeSaInitOffer.first(
                policy,
                IkeSettings.Network.DEFAULT,
                Ends.ALICE_AT,
                bobCalled,
                0x1122334455667788L,
                new SplittableRandom(seed),
                dh);
        var request = offer.build();
        var response = Lockstep.sent(bobHears(Octets.zeros(4).concat(request))).getFirst();
        var octets = response.slice(4, response.length());
        var arrival = new Arrival(Lockstep.message(response), octets, Ends.BOB_AT, Ends.ALICE_AT);
        negotiated = ((IkeSaInitOffer.Outcome.Agreed) offer.process(arrival, request, dh)).negotiated();
    }

    /** After IKE_AUTH. */
    static ScriptedInitiator open(IkeEndpoint bob, VirtualTime time) {
        var alice = new ScriptedInitiator(bob, time);
        alice.send(ExchangeType.IKE_AUTH, 1, alice.auth());
        return alice;
    }

    List<IkePayload> auth() {
        try {
            return IkeAuth.build(negotiated, policy, Ends.ALICES_END, true);
        } catch (AuthenticationFailed e) {
            throw new AssertionError(e);
        }
    }

    /** Asks for a successor of the IKE SA. */
    List<IkePayload> rekeying() {
        return List.of(
                policy.proposals().offer(Octets.hex("99aabbccddeeff00")),
                new Nonce(Octets.zeros(32)),
                new KeyExchange(31, Octets.hex("09").concat(Octets.zeros(31))));
    }

    List<IkeEffect> send(ExchangeType exchange, long messageId, List<IkePayload> payloads) {
        return bobHears(sealed(exchange, messageId, payloads));
    }

    /** Answers a request of Bob. */
    List<IkeEffect> answer(Octets request, List<IkePayload> payloads) {
        var asked = Lockstep.message(request);
        var message = new IkeMessage(
                negotiated.spiI(), negotiated.spiR(), asked.exchange(), true, true, asked.messageId(), payloads);
        return bobHears(Octets.zeros(4).concat(Protection.seal(message, negotiated.outbound())));
    }

    /** A datagram of port 4500 that passes the integrity check. */
    Octets sealed(ExchangeType exchange, long messageId, List<IkePayload> payloads) {
        var message = new IkeMessage(negotiated.spiI(), negotiated.spiR(), exchange, true, false, messageId, payloads);
        return Octets.zeros(4).concat(Protection.seal(message, negotiated.outbound()));
    }

    List<IkeEffect> bobHears(Octets datagram) {
        return bob.on(new IkeInput.Received(datagram, seenAt, Ends.BOB_AT), time.now());
    }

    /** What the only response among the effects holds; empty if there is none. */
    Optional<List<IkePayload>> response(List<IkeEffect> effects) {
        return Lockstep.sent(effects).stream().findFirst().map(this::opened);
    }

    /** What a datagram of Bob holds. */
    List<IkePayload> opened(Octets datagram) {
        var sk = (Encrypted) Lockstep.message(datagram).payloads().getLast();
        try {
            return Protection.open(datagram.slice(4, datagram.length()), sk, negotiated.inbound());
        } catch (NotAuthentic | MalformedMessage e) {
            throw new AssertionError(e);
        }
    }
}
