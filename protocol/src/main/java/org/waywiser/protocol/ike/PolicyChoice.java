package org.waywiser.protocol.ike;

import java.util.List;
import java.util.Optional;
import org.waywiser.security.ike.auth.AuthenticationFailed;
import org.waywiser.security.ike.auth.AuthenticationFailed.Reason;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.security.ike.auth.VerifiedPeer;
import org.waywiser.wire.ike.Identification;

/**
 * The policy that a responder goes by, and the peer that it believes. RFC 7296 §2.15.
 *
 * @param policy one that expects this peer and accepts what was negotiated before the peer told who it is
 * @param sa with the keys that the peer has proven to hold
 */
record PolicyChoice(IkePolicy policy, VerifiedPeer peer, Negotiated sa) {
    /** Holds the peer against a policy. */
    @FunctionalInterface
    interface Check {
        PolicyChoice verify(IkePolicy policy) throws AuthenticationFailed;
    }

    /**
     * The first policy that believes the peer; policies with the identity that the peer asks for go first.
     *
     * @param asked IDr of the request
     * @throws AuthenticationFailed with what the first policy that expects the peer has against it
     */
    static PolicyChoice of(
            List<IkePolicy> candidates,
            Negotiated negotiated,
            Identification claimed,
            Optional<Identification> asked,
            Check check)
            throws AuthenticationFailed {
        // a sole policy says best itself what it has against the peer
        if (candidates.size() == 1) return check.verify(candidates.getFirst());
        AuthenticationFailed first = null;
        for (var policy : asIfAsked(candidates, asked)) {
            if (!policy.verifier().expects(claimed)) continue;
            if (!policy.proposals().include(negotiated.suite())) continue;
            try {
                return check.verify(policy);
            } catch (AuthenticationFailed e) {
                if (first == null) first = e;
            }
        }
        if (first != null) throw first;
        throw new AuthenticationFailed(
                Reason.UNEXPECTED_IDENTITY,
                "no connection is for " + Identities.text(claimed) + " with " + negotiated.suite());
    }

    private static List<IkePolicy> asIfAsked(List<IkePolicy> candidates, Optional<Identification> asked) {
        if (asked.isEmpty()) return candidates;
        return candidates.stream()
                .sorted((a, b) -> Boolean.compare(is(b, asked.get()), is(a, asked.get())))
                .toList();
    }

    private static boolean is(IkePolicy policy, Identification asked) {
        return Identities.same(policy.authenticator().identity(), asked);
    }
}
