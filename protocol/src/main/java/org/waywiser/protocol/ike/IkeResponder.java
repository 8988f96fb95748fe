package org.waywiser.protocol.ike;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Whom to answer and how. The peer's address orders the rules while it is all that is known, in IKE_SA_INIT; which rule holds is
 * decided in IKE_AUTH, by the identity that the peer proves. RFC 7296 §2.15, §3.5.
 *
 * @param rules earlier ones go first; none: nobody is answered
 */
public record IkeResponder(List<Rule> rules) {
    /** Answers nobody. */
    public static final IkeResponder SILENT = new IkeResponder(List.of());

    /**
     * One policy.
     *
     * @param addresses where its peer is usually found; it goes before others for them, yet is good for every address
     */
    public record Rule(Set<InetAddress> addresses, IkePolicy policy) {
        public Rule {
            addresses = Set.copyOf(addresses);
        }
    }

    public IkeResponder {
        rules = List.copyOf(rules);
    }

    /** The same policy for all. */
    public static IkeResponder of(IkePolicy policy) {
        return new IkeResponder(List.of(new Rule(Set.of(), policy)));
    }

    /** The same policy for all, or silence. */
    public static IkeResponder of(Optional<IkePolicy> policy) {
        return policy.map(IkeResponder::of).orElse(SILENT);
    }

    boolean silent() {
        return rules.isEmpty();
    }

    /** All policies, as they are for that address. */
    Candidates towards(InetAddress peer) {
        return new Candidates(
                policies(rule -> rule.addresses().contains(peer)),
                policies(rule -> !rule.addresses().contains(peer)));
    }

    private List<IkePolicy> policies(Predicate<Rule> which) {
        return rules.stream().filter(which).map(Rule::policy).toList();
    }
}
