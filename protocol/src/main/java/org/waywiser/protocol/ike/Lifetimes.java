package org.waywiser.protocol.ike;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How long an IKE SA and its children live, and how long their peer may be silent. Each end keeps its own. RFC 7296 §2.8, §2.4.
 *
 * @param rekeyNanos from an IKE SA to its successor with other keys; empty for never
 * @param reauthenticationNanos from a proof of identity to the next, by who initiated the IKE SA; empty for never. RFC 7296 §2.8.3
 * @param childRekeyNanos from a child SA to its successor; empty for never
 * @param livenessNanos of silence until the peer is asked whether it is there; empty for never
 * @param jitter up to which part of a lifetime is taken off at random, from 0 to below 1
 */
public record Lifetimes(
        OptionalLong rekeyNanos,
        OptionalLong reauthenticationNanos,
        OptionalLong childRekeyNanos,
        OptionalLong livenessNanos,
        double jitter) {
    /** Nothing ends by itself. */
    public static final Lifetimes UNLIMITED =
            new Lifetimes(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), 0.1);

    /** IKE SAs are rekeyed after four hours, children after one, a tenth less at most; asks after 30 s of silence. */
    public static final Lifetimes DEFAULT = UNLIMITED
            .rekeyedAfter(Duration.ofHours(4))
            .childrenRekeyedAfter(Duration.ofHours(1))
            .askingAfter(Duration.ofSeconds(30));

    public Lifetimes {
        if (!(jitter >= 0 && jitter < 1)) throw new IllegalArgumentException("jitter " + jitter);
    }

    public Lifetimes rekeyedAfter(Duration time) {
        return new Lifetimes(nanos(time), reauthenticationNanos, childRekeyNanos, livenessNanos, jitter);
    }

    public Lifetimes reauthenticatedAfter(Duration time) {
        return new Lifetimes(rekeyNanos, nanos(time), childRekeyNanos, livenessNanos, jitter);
    }

    public Lifetimes childrenRekeyedAfter(Duration time) {
        return new Lifetimes(rekeyNanos, reauthenticationNanos, nanos(time), livenessNanos, jitter);
    }

    public Lifetimes askingAfter(Duration silence) {
        return new Lifetimes(rekeyNanos, reauthenticationNanos, childRekeyNanos, nanos(silence), jitter);
    }

    public Lifetimes withJitter(double part) {
        return new Lifetimes(rekeyNanos, reauthenticationNanos, childRekeyNanos, livenessNanos, part);
    }

    /** No time at all means never. */
    private static OptionalLong nanos(Duration time) {
        return Optional.of(time)
                .filter(Duration::isPositive)
                .map(t -> OptionalLong.of(t.toNanos()))
                .orElse(OptionalLong.empty());
    }
}
