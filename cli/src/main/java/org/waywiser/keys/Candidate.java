package org.waywiser.keys;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.waywiser.wire.control.SaName;

/**
 * An SA that a connection in a profile of the drafts could be bound to. draft-ietf-ippm-ipsec-01 §4.2.
 *
 * @param binding copies its keys, so it is asked only where the SA is chosen, and while nobody can wipe them
 */
public record Candidate(SaName name, Supplier<SaBinding> binding) {
    /** To the last of them. */
    public static Optional<SaBinding> newest(List<Candidate> oldestFirst) {
        return oldestFirst.isEmpty()
                ? Optional.empty()
                : Optional.of(oldestFirst.getLast().binding().get());
    }

    /** To the one of that name; to none where two have it. */
    public static Optional<SaBinding> named(List<Candidate> all, SaName name) {
        List<Candidate> named =
                all.stream().filter(candidate -> candidate.name().equals(name)).toList();
        return named.size() == 1 ? Optional.of(named.getFirst().binding().get()) : Optional.empty();
    }
}
