package org.waywiser.protocol.ike;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The place of an open IKE SA among those that follow one another by rekeying. RFC 7296 §2.8, §2.18. */
final class Succession {
    enum Role {
        /** Came of a rekeying that may yet lose against the peer's. RFC 7296 §2.8.2. */
        CANDIDATE,
        CURRENT,
        /** Has a successor and waits for its end. */
        REPLACED
    }

    private final OpenSa sa;
    private Role role;
    private @Nullable OpenSa heir;

    Succession(OpenSa sa, Role role) {
        this.sa = sa;
        this.role = role;
    }

    Role role() {
        return role;
    }

    /** The SA that took the place of this one. */
    Optional<OpenSa> heir() {
        return Optional.ofNullable(heir);
    }

    /** Our rekeying has led to another SA; if the peer's has, too, the lowest of the four nonces decides. RFC 7296 §2.8.2. */
    void rekeyed(Negotiated its, Optional<OpenSa> crossing, long nowNanos, Effects effects) {
        var own = sa.successor(its, nowNanos);
        if (crossing.isPresent() && its.loses(crossing.get().negotiated())) {
            // each end closes what it began: the peer this SA, this end the redundant one
            replacedBy(crossing.get(), nowNanos, effects);
            discard(own, nowNanos, effects);
        } else {
            crossing.ifPresent(c -> c.succession().awaitEnd(nowNanos));
            own.timetable().heard(nowNanos); // the peer has answered
            replacedBy(own, nowNanos, effects);
            sa.agenda().add(new Wish.DeleteIke(DeletionCause.REKEYED));
        }
    }

    /** It is certain which SA takes over from this one. */
    void replacedBy(OpenSa successor, long nowNanos, Effects effects) {
        heir = successor;
        role = Role.REPLACED;
        var its = sa.negotiated();
        effects.add(new IkeEffect.Rekeyed(its.spiI(), its.spiR(), successor.info()));
        successor.succession().takeOver(sa, nowNanos, effects);
        awaitEnd(nowNanos);
    }

    private void takeOver(OpenSa before, long nowNanos, Effects effects) {
        role = Role.CURRENT;
        sa.children().ownedBy(sa.negotiated());
        sa.timetable().inherit(before.timetable(), nowNanos);
        sa.proceed(nowNanos, effects);
        sa.changed();
    }

    private void awaitEnd(long nowNanos) {
        sa.timetable().awaitEnd(nowNanos);
        sa.changed();
    }

    /** Whether the peer is known to have the successor, if there is one: only then this SA may go. */
    boolean settled(long nowNanos, Effects effects) {
        if (heir == null || heir.timetable().everHeard() || heir.fate() != OpenSa.Fate.STANDS) return true;
        heir.want(new Wish.CheckLiveness(), nowNanos, effects);
        awaitEnd(nowNanos);
        return false;
    }

    /** A successor that lost against another is closed. RFC 7296 §2.8.2. */
    static void discard(OpenSa redundant, long nowNanos, Effects effects) {
        redundant.want(new Wish.DeleteIke(DeletionCause.REKEYED), nowNanos, effects);
    }
}
