package org.waywiser.protocol.ike;

import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/** When an open IKE SA renews itself and its children, asks after a silent peer, tries again, and waits no longer. RFC 7296 §2.4, §2.8, §2.25. */
final class Timetable {
    private static final long SECOND = 1_000_000_000;
    /** At least, after a TEMPORARY_FAILURE, and as much again at random. RFC 7296 §2.25. */
    private static final long PATIENCE_NANOS = 10 * SECOND;
    /** Of TEMPORARY_FAILUREs without end, until the ends are deemed out of step. RFC 7296 §2.25. */
    private static final long OUT_OF_STEP_NANOS = 180 * SECOND;
    /** For the peer to close what it has to close after a rekeying. */
    private static final long SUCCESSION_NANOS = 30 * SECOND;
    /** What an SA lives on at most if its successor does not come about, as a part of its lifetime. */
    private static final double GRACE = 0.1;

    private final Lifetimes lifetimes;
    private final RandomGenerator random;
    private final Agenda agenda;
    private boolean heard;
    private long heardNanos;
    private OptionalLong refusedSinceNanos = OptionalLong.empty();

    /** @param agenda where the wishes go that have their time */
    Timetable(Lifetimes lifetimes, RandomGenerator random, Agenda agenda, long nowNanos) {
        this.lifetimes = lifetimes;
        this.random = random;
        this.agenda = agenda;
        heardNanos = nowNanos;
    }

    // ---- lifetimes

    void planRekeying(long nowNanos) {
        plan(lifetimes.rekeyNanos(), new Wish.RekeyIke(), new Wish.DeleteIke(DeletionCause.EXPIRED), nowNanos);
    }

    void planRekeying(Child child, long nowNanos) {
        var lifetime = lifetimes.childRekeyNanos();
        plan(lifetime, new Wish.RekeyChild(child.ownSpi()), new Wish.DeleteChild(child.ownSpi()), nowNanos);
    }

    /** It is up to the end that initiated the first of the IKE SAs, and left to each successor. */
    void planReauthentication(long nowNanos) {
        var end = new Wish.DeleteIke(DeletionCause.NOT_REAUTHENTICATED);
        plan(lifetimes.reauthenticationNanos(), new Wish.Reauthenticate(), end, nowNanos);
    }

    private void plan(OptionalLong lifetimeNanos, Wish wish, Wish otherwise, long nowNanos) {
        if (lifetimeNanos.isEmpty()) return;
        long lifetime = lifetimeNanos.getAsLong();
        double off = lifetimes.jitter() * random.nextDouble();
        agenda.plan(nowNanos + (long) (lifetime * (1 - off)), wish);
        agenda.plan(nowNanos + (long) (lifetime * (1 + GRACE)), otherwise);
    }

    /** Goes on with what the SA before had planned. */
    void inherit(Timetable before, long nowNanos) {
        heardNanos = nowNanos;
        before.agenda.moveTo(agenda);
        planRekeying(nowNanos);
    }

    // ---- waiting for the peer

    /** It is up to the peer to delete this child, but not for ever. */
    void awaitEnd(Child child, long nowNanos) {
        agenda.plan(nowNanos + SUCCESSION_NANOS, new Wish.DeleteChild(child.ownSpi()));
    }

    /** It is up to the peer to close this SA, but not for ever: it may never have learned of it. */
    void awaitEnd(long nowNanos) {
        agenda.plan(nowNanos + SUCCESSION_NANOS, new Wish.DeleteIke(DeletionCause.REKEYED));
    }

    void heard(long nowNanos) {
        heard = true;
        heardNanos = nowNanos;
    }

    /** Whether the peer is known to have this SA. */
    boolean everHeard() {
        return heard;
    }

    /** When the silence has been too long. */
    OptionalLong livenessNanos() {
        var silence = lifetimes.livenessNanos();
        return silence.isPresent() ? OptionalLong.of(heardNanos + silence.getAsLong()) : OptionalLong.empty();
    }

    // ---- trying again

    /** The same after a while. */
    void planAgain(Wish wish, long nowNanos) {
        long patience = PATIENCE_NANOS + (long) (PATIENCE_NANOS * random.nextDouble());
        agenda.plan(nowNanos + patience, wish);
    }

    /** After a TEMPORARY_FAILURE: whether there has been nothing else for too long. */
    boolean outOfStep(long nowNanos) {
        if (refusedSinceNanos.isEmpty()) refusedSinceNanos = OptionalLong.of(nowNanos);
        return nowNanos - refusedSinceNanos.getAsLong() >= OUT_OF_STEP_NANOS;
    }

    /** After any other answer. */
    void inStep() {
        refusedSinceNanos = OptionalLong.empty();
    }
}
