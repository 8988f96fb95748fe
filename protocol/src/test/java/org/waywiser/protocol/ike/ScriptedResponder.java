package org.waywiser.protocol.ike;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.waywiser.security.ike.EphemeralKeyPairs;
import org.waywiser.security.ike.NotAuthentic;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.Encrypted;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.IkeMessage;
import org.waywiser.wire.ike.IkePayload;

/** A responder that holds the right keys and answers Alice's IKE_AUTH with whatever a test wants. */
final class ScriptedResponder {
    final Lockstep ends;
    private final Negotiated bob;
    private final List<IkePayload> request;
    private final List<IkePayload> right;

    /** After Alice's IKE_AUTH request. */
    ScriptedResponder(IkePolicy alicePolicy, IkePolicy bobPolicy) {
        this(new Lockstep(alicePolicy, bobPolicy), bobPolicy);
    }

    /** After another IKE_AUTH request of Alice. */
    ScriptedResponder(Lockstep ends, IkePolicy bobPolicy) {
        this.ends = ends;
        var first = ends.initiate();
        var outcome = IkeSaInitAnswer.process(
                Lockstep.message(first),
                new IkeInput.Received(first, Ends.ALICE_AT, Ends.BOB_AT),
                first.slice(4, first.length()),
                Candidates.of(bobPolicy),
                IkeSettings.Network.DEFAULT,
                0x2233445566778899L,
                new SplittableRandom(3),
                new EphemeralKeyPairs(new SecureRandom()));
        bob = ((IkeSaInitAnswer.Outcome.Agreed) outcome).negotiated();
        request = opened(ends.toAlice(Octets.zeros(4).concat(bob.response())));
        var auth = new Protected(List.of(), request, Optional.empty());
        right = IkeAuth.answer(bob, List.of(bobPolicy), Ends.BOBS_END, auth, Ends.NOW)
                .payloads();
    }

    /** The payloads of Alice's IKE_AUTH. */
    List<IkePayload> request() {
        return request;
    }

    /** The payloads that Bob would answer. */
    List<IkePayload> rightAnswer() {
        return new ArrayList<>(right);
    }

    /** What Alice does about an answer of these payloads. */
    List<IkeEffect> answer(List<IkePayload> payloads) {
        var message = new IkeMessage(bob.spiI(), bob.spiR(), ExchangeType.IKE_AUTH, false, true, 1, payloads);
        return ends.aliceHears(Octets.zeros(4).concat(Protection.seal(message, bob.outbound())));
    }

    /** What a datagram of Alice holds. */
    List<IkePayload> opened(Octets datagram) {
        var sk = (Encrypted) Lockstep.message(datagram).payloads().getLast();
        try {
            return Protection.open(datagram.slice(4, datagram.length()), sk, bob.inbound());
        } catch (NotAuthentic | MalformedMessage e) {
            throw new AssertionError(e);
        }
    }
}
