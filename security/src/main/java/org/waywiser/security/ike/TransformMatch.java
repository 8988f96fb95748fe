package org.waywiser.security.ike;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.waywiser.wire.ike.Proposal;
import org.waywiser.wire.ike.Transform;
import org.waywiser.wire.ike.TransformType;

/** Holds one offered proposal against what we accept, one transform type after the other. RFC 7296 §2.7, §3.3.6. */
final class TransformMatch {
    private static final int NONE = 0;

    private final Proposal offered;
    private final Set<TransformType> known = new HashSet<>();
    private final List<Transform> answer = new ArrayList<>();
    private boolean complete = true;

    TransformMatch(Proposal offered) {
        this.offered = offered;
    }

    /**
     * The first of ours that is offered. If none of the type is ours, it has to be left out or offered as NONE. RFC 7296 §3.3.3
     *
     * @param ours best first
     */
    <T> Optional<T> first(TransformType type, List<T> ours, Function<T, Transform> transform) {
        known.add(type);
        var match = ours.stream()
                .filter(t -> offered.transforms().contains(transform.apply(t)))
                .findFirst();
        var none = Transform.of(type, NONE);
        if (match.isPresent()) {
            answer.add(transform.apply(match.get()));
        } else if (ours.isEmpty() && offered.transforms().contains(none)) {
            answer.add(none);
        } else if (!ours.isEmpty() || offers(type)) {
            complete = false;
        }
        return match;
    }

    private boolean offers(TransformType type) {
        return offered.transforms().stream().anyMatch(t -> t.type().equals(type));
    }

    /** Whether there was a match for each type, and nothing of a type not asked for, which spoils the proposal. */
    boolean complete() {
        return complete && offered.transforms().stream().allMatch(t -> known.contains(t.type()));
    }

    /** One transform of each type offered, as it was offered. */
    List<Transform> answer() {
        return answer;
    }
}
