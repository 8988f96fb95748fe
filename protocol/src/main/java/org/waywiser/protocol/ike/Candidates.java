package org.waywiser.protocol.ike;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.waywiser.security.ike.IkeProposals;
import org.waywiser.wire.ike.SecurityAssociation;

/**
 * The policies that a peer may turn out to fit; {@link PolicyChoice} finds out which.
 *
 * @param expected those whose peer is usually found at this one's address
 */
record Candidates(List<IkePolicy> expected, List<IkePolicy> others) {
    static Candidates of(IkePolicy policy) {
        return new Candidates(List.of(policy), List.of());
    }

    /** The likeliest first. */
    List<IkePolicy> all() {
        return Stream.concat(expected.stream(), others.stream()).toList();
    }

    /**
     * What to choose out of an offer, before the peer tells who it is. By then only policies remain that accept it too: so from an address
     * that says nothing it is what most of them accept.
     *
     * @param keyExchange the group of the KE payload that came with the offer
     */
    Optional<IkeProposals.Selection> select(SecurityAssociation offered, int keyExchange) {
        var ofExpected = selections(expected, offered, keyExchange).findFirst();
        if (ofExpected.isPresent()) return ofExpected;
        return selections(others, offered, keyExchange)
                .max(Comparator.comparingLong(s -> others.stream()
                        .filter(policy -> policy.proposals().include(s.suite()))
                        .count()));
    }

    private static Stream<IkeProposals.Selection> selections(
            List<IkePolicy> policies, SecurityAssociation offered, int keyExchange) {
        return policies.stream().flatMap(policy -> policy.proposals().select(offered, keyExchange).stream());
    }
}
