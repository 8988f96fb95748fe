package org.waywiser.protocol.ike;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The wishes of an open IKE SA: those that wait for their turn, and those that wait for their time. */
final class Agenda {
    private record Planned(long atNanos, Wish wish) {}

    private final Deque<Wish> turns = new ArrayDeque<>();
    private final List<Planned> plan = new ArrayList<>();

    /** As soon as those before are granted; the end of the IKE SA makes all others vain. */
    void add(Wish wish) {
        if (wish instanceof Wish.DeleteIke) {
            turns.clear();
            plan.clear();
        }
        if (!turns.contains(wish)) turns.add(wish);
    }

    /** Not before its time; another time for the same wish is forgotten. */
    void plan(long atNanos, Wish wish) {
        plan.removeIf(p -> p.wish().equals(wish));
        plan.add(new Planned(atNanos, wish));
    }

    /** The wish whose turn it is. */
    Optional<Wish> next(long nowNanos) {
        for (var planned : List.copyOf(plan)) {
            if (nowNanos - planned.atNanos() >= 0 && plan.remove(planned)) add(planned.wish());
        }
        return Optional.ofNullable(turns.poll());
    }

    /** When the first of the planned is due. */
    OptionalLong dueNanos() {
        return first(plan.stream());
    }

    /** When the first planned wish of a kind is due. */
    OptionalLong dueNanos(Class<? extends Wish> kind) {
        return first(plan.stream().filter(p -> kind.isInstance(p.wish())));
    }

    private static OptionalLong first(Stream<Planned> some) {
        return some.map(Planned::atNanos)
                .reduce((a, b) -> a - b < 0 ? a : b)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    /** Leaves to a successor what it has to see to, and forgets the rest. */
    void moveTo(Agenda successor) {
        plan.stream().filter(p -> p.wish().inherited()).forEach(p -> successor.plan(p.atNanos(), p.wish()));
        turns.stream().filter(Wish::inherited).forEach(successor::add);
        turns.clear();
        plan.clear();
    }
}
