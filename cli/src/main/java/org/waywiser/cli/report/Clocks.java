package org.waywiser.cli.report;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.metrics.ClockQuality;

/**
 * Two clocks whose difference is in every one-way delay.
 *
 * @param one null if it has told nothing of itself
 * @param other likewise
 */
record Clocks(@Nullable ClockQuality one, @Nullable ClockQuality other) {
    private static final Set<String> BETWEEN_CLOCKS = Set.of("forward", "reverse", "delay");

    /** Those of some distributions, by name, that are off by what the clocks differ: none if both are synchronised. */
    List<String> offsetDependent(Collection<String> delays) {
        return synchronised()
                ? List.of()
                : delays.stream().filter(BETWEEN_CLOCKS::contains).toList();
    }

    /** Whether one-way delays can be taken at their word: both clocks say that they are synchronised. */
    boolean synchronised() {
        return synchronised(one) && synchronised(other);
    }

    private static boolean synchronised(@Nullable ClockQuality clock) {
        return clock != null && clock.synchronised();
    }

    /** What the two may be apart, by what they claim of themselves. RFC 7679 §3.7.1. */
    long errorNanos() {
        long sum = error(one) + error(other);
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    private static long error(@Nullable ClockQuality clock) {
        return clock == null ? 0 : clock.errorNanos();
    }
}
