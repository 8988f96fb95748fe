package org.waywiser.protocol.ike;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;
import org.waywiser.wire.ike.ProtocolId;
import org.waywiser.wire.ike.SecurityAssociation;

/** An IKE SA once both ends are authenticated: what they ask of each other, and its successor. RFC 7296 §1.3, §1.4, §2.8, §2.25. */
final class OpenSa {
    private static final long SECOND = 1_000_000_000;
    /** At least, after a TEMPORARY_FAILURE, and as much again at random. RFC 7296 §2.25. */
    private static final long PATIENCE_NANOS = 10 * SECOND;
    /** Of TEMPORARY_FAILUREs without end, until the ends are deemed out of step. RFC 7296 §2.25. */
    private static final long OUT_OF_STEP_NANOS = 180 * SECOND;
    /** For the peer to close what it has to close after a rekeying. */
    private static final long SUCCESSION_NANOS = 30 * SECOND;
    /** What an SA lives on at most if its successor does not come about, as a part of its lifetime. */
    private static final double GRACE = 0.1;

    /** Its place among the IKE SAs that follow one another. */
    enum Role {
        /** Came of a rekeying that may yet lose against the peer's. RFC 7296 §2.8.2. */
        CANDIDATE,
        CURRENT,
        /** Has a successor and waits for its end. */
        REPLACED
    }

    /** What has become of it. */
    enum Fate {
        STANDS,
        /** Ended by the peer: the last response has to be kept for a while. */
        LINGERS,
        ENDED
    }

    private final IkeSa.Context context;
    private final Negotiated negotiated;
    private final IkeAuth.Proven proven;
    private final Exchanges exchanges;
    private final boolean authenticates;
    private final Children children;
    private final Agenda agenda = new Agenda();
    private @Nullable Task task;
    private @Nullable OpenSa heir;
    private Role role;
    private Fate fate = Fate.STANDS;
    private boolean heard;
    private long heardNanos;
    private OptionalLong refusedSinceNanos = OptionalLong.empty();

    /** @param authenticates whether this end initiated the first of these SAs, and so has to see to its reauthentication */
    private OpenSa(
            IkeSa.Context context,
            Negotiated negotiated,
            IkeAuth.Proven proven,
            Exchanges exchanges,
            Children children,
            boolean authenticates,
            Role role,
            long nowNanos) {
        this.context = context;
        this.negotiated = negotiated;
        this.proven = proven;
        this.exchanges = exchanges;
        this.children = children;
        this.authenticates = authenticates;
        this.role = role;
        heardNanos = nowNanos;
    }

    /** Right after IKE_AUTH. */
    static OpenSa first(
            IkeSa.Context context, Negotiated negotiated, IkeAuth.Proven proven, Exchanges exchanges, long nowNanos) {
        boolean authenticates = negotiated.initiator();
        var sa = new OpenSa(
                context,
                negotiated,
                proven,
                exchanges,
                new Children(negotiated),
                authenticates,
                Role.CURRENT,
                nowNanos);
        sa.planRekeying(nowNanos);
        if (authenticates) {
            var time = proven.policy().lifetimes().reauthenticationNanos();
            sa.plan(time, new Wish.Reauthenticate(), new Wish.DeleteIke(DeletionCause.NOT_REAUTHENTICATED), nowNanos);
        }
        return sa;
    }

    IkeSa.Context context() {
        return context;
    }

    IkePolicy policy() {
        return proven.policy();
    }

    Negotiated negotiated() {
        return negotiated;
    }

    Exchanges exchanges() {
        return exchanges;
    }

    Children children() {
        return children;
    }

    /** Of a child to be. */
    ChildSelectors childSelectors() {
        return ChildSelectors.between(
                exchanges.local().getAddress(), exchanges.peer().getAddress(), negotiated.nat());
    }

    Fate fate() {
        return fate;
    }

    IkeSaInfo info() {
        return new IkeSaInfo(
                negotiated.spiI(),
                negotiated.spiR(),
                negotiated.initiator(),
                exchanges.local(),
                exchanges.peer(),
                proven.own(),
                proven.peer(),
                negotiated.suite().prf(),
                negotiated.suite().toString(),
                negotiated.nat().localBehindNat(),
                negotiated.nat().peerBehindNat(),
                negotiated.keys().ippmSharedSecret(),
                negotiated.keys().skD().copy());
    }

    // ---- time

    /** When {@link #tick} is due. */
    OptionalLong deadline() {
        // wishes wait for the response to the request before
        var wishes = task == null ? agenda.dueNanos() : OptionalLong.empty();
        var times = Stream.of(exchanges.dueNanos(), wishes, livenessNanos());
        return times.flatMap(t -> t.stream().boxed())
                .reduce((a, b) -> a - b < 0 ? a : b)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    /** A request that waits for its response asks whether the peer is there, too. */
    private OptionalLong livenessNanos() {
        var silence = policy().lifetimes().livenessNanos();
        return role == Role.CURRENT && task == null && silence.isPresent()
                ? OptionalLong.of(heardNanos + silence.getAsLong())
                : OptionalLong.empty();
    }

    void tick(long nowNanos, Effects effects) {
        if (!exchanges.tick(nowNanos, effects)) {
            if (task instanceof RekeyIke rekey) rekey.crossing().ifPresent(c -> discard(c, nowNanos, effects));
            close(task instanceof DeleteIke(var cause) ? cause : DeletionCause.UNREACHABLE, effects);
            fate = Fate.ENDED;
            return;
        }
        var liveness = livenessNanos();
        if (liveness.isPresent() && nowNanos - liveness.getAsLong() >= 0) agenda.add(new Wish.CheckLiveness());
        proceed(nowNanos, effects);
    }

    private void heard(long nowNanos) {
        heard = true;
        heardNanos = nowNanos;
    }

    private void plan(OptionalLong lifetimeNanos, Wish wish, Wish otherwise, long nowNanos) {
        if (lifetimeNanos.isEmpty()) return;
        long lifetime = lifetimeNanos.getAsLong();
        double off = policy().lifetimes().jitter() * context.random().nextDouble();
        agenda.plan(nowNanos + (long) (lifetime * (1 - off)), wish);
        agenda.plan(nowNanos + (long) (lifetime * (1 + GRACE)), otherwise);
    }

    private void planRekeying(long nowNanos) {
        plan(
                policy().lifetimes().rekeyNanos(),
                new Wish.RekeyIke(),
                new Wish.DeleteIke(DeletionCause.EXPIRED),
                nowNanos);
    }

    void planRekeying(Child child, long nowNanos) {
        var lifetime = policy().lifetimes().childRekeyNanos();
        plan(lifetime, new Wish.RekeyChild(child.ownSpi()), new Wish.DeleteChild(child.ownSpi()), nowNanos);
    }

    /** The peer has begun a child, in the place of another or not. */
    void began(Optional<Child> old, Child child, long nowNanos, Effects effects) {
        planRekeying(child, nowNanos);
        if (old.isEmpty()) {
            children.established(child, effects);
        } else {
            children.replaced(old.get(), child, effects);
            awaitEnd(old.get(), nowNanos);
        }
    }

    /** It is up to the peer to delete this child, but not for ever. */
    void awaitEnd(Child child, long nowNanos) {
        agenda.plan(nowNanos + SUCCESSION_NANOS, new Wish.DeleteChild(child.ownSpi()));
    }

    // ---- our wishes

    /** Something is wanted of this SA, or of the one that took its place. */
    void want(Wish wish, long nowNanos, Effects effects) {
        if (heir != null) {
            heir.want(wish, nowNanos, effects);
        } else if (fate == Fate.STANDS) {
            agenda.add(wish);
            proceed(nowNanos, effects);
            context.keeper().changed(negotiated.ownSpi());
        }
    }

    /** The same after a while. */
    void wantLater(Wish wish, long nowNanos) {
        if (heir != null) {
            heir.wantLater(wish, nowNanos);
        } else if (fate == Fate.STANDS) {
            long patience =
                    PATIENCE_NANOS + (long) (PATIENCE_NANOS * context.random().nextDouble());
            agenda.plan(nowNanos + patience, wish);
            context.keeper().changed(negotiated.ownSpi());
        }
    }

    private void proceed(long nowNanos, Effects effects) {
        while (task == null && fate == Fate.STANDS) {
            var wish = agenda.next(nowNanos);
            if (wish.isEmpty()) return;
            switch (wish.get()) {
                case Wish.CheckLiveness _ -> begin(new CheckLiveness(), nowNanos, effects);
                case Wish.RekeyIke _ -> begin(RekeyIke.begin(this), nowNanos, effects);
                case Wish.DeleteIke(var cause) -> {
                    if (succeeded(nowNanos, effects)) begin(new DeleteIke(cause), nowNanos, effects);
                }
                case Wish.Reauthenticate _ -> context.keeper().reauthenticate(this, nowNanos, effects);
                case Wish.RefuseChild(var tell) -> begin(new RefuseChild(tell), nowNanos, effects);
                case Wish.CreateChild _ -> createChild(Optional.empty(), nowNanos, effects);
                case Wish.RekeyChild(int spi) ->
                    children.standing(spi).ifPresent(c -> createChild(Optional.of(c), nowNanos, effects));
                case Wish.DeleteChild(int spi) ->
                    children.named(spi).ifPresent(c -> begin(new DeleteChild(this, c), nowNanos, effects));
            }
        }
    }

    /** Whether the peer is known to have the successor, if there is one: only then this SA may go. */
    private boolean succeeded(long nowNanos, Effects effects) {
        if (heir == null || heir.heard || heir.fate != Fate.STANDS) return true;
        heir.want(new Wish.CheckLiveness(), nowNanos, effects);
        awaitEnd(nowNanos);
        return false;
    }

    private void createChild(Optional<Child> old, long nowNanos, Effects effects) {
        policy().child().ifPresent(wanted -> begin(CreateChild.begin(this, wanted, old), nowNanos, effects));
    }

    private void begin(Task next, long nowNanos, Effects effects) {
        task = next;
        exchanges.request(negotiated, next.exchange(), next.build(), nowNanos, effects);
    }

    /** A response to our request. */
    void responded(Arrival arrival, long nowNanos, Effects effects) {
        var response = exchanges.open(negotiated, arrival, effects);
        if (response.isEmpty() || task == null) return;
        exchanges.settled();
        heard(nowNanos);
        var done = task;
        task = null;
        switch (done.process(response.get(), nowNanos, effects)) {
            case Task.Outcome.Done _ -> refusedSinceNanos = OptionalLong.empty();
            case Task.Outcome.Again(var changed) -> begin(changed, nowNanos, effects);
            case Task.Outcome.Later(var wish) -> refusedForNow(wish, nowNanos);
            case Task.Outcome.Ended(var cause) -> {
                close(cause, effects);
                fate = Fate.ENDED;
            }
            case Task.Outcome.Senseless(var detail) -> {
                effects.log("the IKE SA is deleted: " + detail);
                if (done instanceof RekeyIke rekey) rekey.crossing().ifPresent(c -> discard(c, nowNanos, effects));
                agenda.add(new Wish.DeleteIke(DeletionCause.INVALID_SYNTAX));
            }
        }
        proceed(nowNanos, effects);
    }

    /** RFC 7296 §2.25: tried again, not at once and not for ever. */
    private void refusedForNow(Wish wish, long nowNanos) {
        if (refusedSinceNanos.isEmpty()) refusedSinceNanos = OptionalLong.of(nowNanos);
        if (nowNanos - refusedSinceNanos.getAsLong() >= OUT_OF_STEP_NANOS) {
            agenda.add(new Wish.DeleteIke(DeletionCause.OUT_OF_STEP));
        } else {
            wantLater(wish, nowNanos);
        }
    }

    // ---- the peer's requests

    /** A request that is the peer's next. */
    void requested(Arrival arrival, boolean followsAuth, long nowNanos, Effects effects) {
        var request = exchanges.open(negotiated, arrival, effects);
        if (request.isEmpty()) return;
        heard(nowNanos);
        var answer = answer(arrival.message().exchange(), request.get(), followsAuth, nowNanos, effects);
        exchanges.respond(negotiated, arrival, answer.payloads(), effects);
        if (answer.ends().isPresent()) {
            // RFC 7296 §2.8.2: the peer did not notice our rekeying, so its own stands
            if (task instanceof RekeyIke own) own.crossing().ifPresent(c -> replacedBy(c, nowNanos, effects));
            // if both ends delete at once, the peer forgets the SA and may never answer our request
            close(task instanceof DeleteIke(var cause) ? cause : answer.ends().get(), effects);
            fate = Fate.LINGERS;
        }
        proceed(nowNanos, effects);
    }

    private Informational.Answer answer(
            ExchangeType exchange, Protected request, boolean followsAuth, long nowNanos, Effects effects) {
        if (exchange.equals(ExchangeType.INFORMATIONAL)) {
            var answer = Informational.answer(request, followsAuth);
            boolean answered = answer.ends().isPresent() || !answer.payloads().isEmpty();
            return answered ? answer : new ChildRequests(this, task).delete(request, effects);
        }
        if (!exchange.equals(ExchangeType.CREATE_CHILD_SA)) {
            return Informational.refusal(Problem.unexpected(exchange + " in an open SA"));
        }
        var problem = request.problem(ExchangeRules.CREATE_CHILD_SA_REQUEST);
        if (problem.isPresent()) return Informational.refusal(problem.get());
        var asked = asked(request);
        if (Collisions.temporaryFailure(asked, doing())) return answer(NotifyType.TEMPORARY_FAILURE);
        return switch (asked) {
            case REKEY_IKE -> rekeyRequested(request, nowNanos, effects);
            case CREATE_CHILD -> new ChildRequests(this, task).create(request, nowNanos, effects);
            case REKEY_CHILD -> new ChildRequests(this, task).rekey(request, nowNanos, effects);
        };
    }

    private static Informational.Answer answer(NotifyType type) {
        return new Informational.Answer(List.of(Notify.of(type)), Optional.empty());
    }

    private static Collisions.Asked asked(Protected request) {
        var proposals = request.first(SecurityAssociation.class).orElseThrow().proposals();
        if (proposals.getFirst().protocol().equals(ProtocolId.IKE)) return Collisions.Asked.REKEY_IKE;
        return request.notification(NotifyType.REKEY_SA).isPresent()
                ? Collisions.Asked.REKEY_CHILD
                : Collisions.Asked.CREATE_CHILD;
    }

    private Collisions.Doing doing() {
        if (role != Role.CURRENT) return Collisions.Doing.HANDING_OVER;
        return task == null ? Collisions.Doing.NOTHING : task.doing();
    }

    private Informational.Answer rekeyRequested(Protected request, long nowNanos, Effects effects) {
        return switch (RekeyIke.answer(this, request)) {
            case RekeyIke.Reply.Refused(var answer) -> answer;
            case RekeyIke.Reply.Agreed(var payloads, var successor) -> {
                var other = successor(successor, nowNanos);
                if (task instanceof RekeyIke own) {
                    own.crossedBy(other);
                } else {
                    replacedBy(other, nowNanos, effects);
                }
                yield new Informational.Answer(payloads, Optional.empty());
            }
        };
    }

    // ---- successors

    private OpenSa successor(Negotiated its, long nowNanos) {
        var itsExchanges = exchanges.successor(its.initiator());
        var sa = new OpenSa(context, its, proven, itsExchanges, children, authenticates, Role.CANDIDATE, nowNanos);
        context.keeper().add(IkeSa.successor(sa));
        return sa;
    }

    /** Our rekeying has led to another SA; if the peer's has, too, the lowest of the four nonces decides. RFC 7296 §2.8.2. */
    void rekeyed(Negotiated its, Optional<OpenSa> crossing, long nowNanos, Effects effects) {
        var own = successor(its, nowNanos);
        if (crossing.isPresent() && its.loses(crossing.get().negotiated)) {
            // each end closes what it began: the peer this SA, this end the redundant one
            replacedBy(crossing.get(), nowNanos, effects);
            discard(own, nowNanos, effects);
        } else {
            crossing.ifPresent(c -> c.awaitEnd(nowNanos));
            own.heard(nowNanos); // the peer has answered
            replacedBy(own, nowNanos, effects);
            agenda.add(new Wish.DeleteIke(DeletionCause.REKEYED));
        }
    }

    /** It is certain which SA takes over from this one. */
    void replacedBy(OpenSa successor, long nowNanos, Effects effects) {
        heir = successor;
        role = Role.REPLACED;
        effects.add(new IkeEffect.Rekeyed(negotiated.spiI(), negotiated.spiR(), successor.info()));
        successor.takeOver(agenda, nowNanos, effects);
        awaitEnd(nowNanos);
    }

    private void takeOver(Agenda inherited, long nowNanos, Effects effects) {
        role = Role.CURRENT;
        heardNanos = nowNanos;
        children.ownedBy(negotiated);
        inherited.moveTo(agenda);
        planRekeying(nowNanos);
        proceed(nowNanos, effects);
        context.keeper().changed(negotiated.ownSpi());
    }

    /** It is up to the peer to close this SA, but not for ever: it may never have learned of it. */
    private void awaitEnd(long nowNanos) {
        agenda.plan(nowNanos + SUCCESSION_NANOS, new Wish.DeleteIke(DeletionCause.REKEYED));
        context.keeper().changed(negotiated.ownSpi());
    }

    /** Our rekeying has failed for good: if its lifetime is limited, more attempts follow before it ends. */
    void notRekeyed(long nowNanos) {
        if (policy().lifetimes().rekeyNanos().isPresent()) wantLater(new Wish.RekeyIke(), nowNanos);
    }

    private static void discard(OpenSa redundant, long nowNanos, Effects effects) {
        redundant.want(new Wish.DeleteIke(DeletionCause.REKEYED), nowNanos, effects);
    }

    /** Its keys are forgotten; who knew of it is told. */
    private void close(DeletionCause cause, Effects effects) {
        switch (role) {
            case CANDIDATE -> {}
            case CURRENT -> {
                children.end();
                deleted(cause, effects);
            }
            case REPLACED -> deleted(DeletionCause.REKEYED, effects);
        }
        negotiated.keys().wipe();
        exchanges.settled();
        task = null;
    }

    private void deleted(DeletionCause cause, Effects effects) {
        effects.add(new IkeEffect.Deleted(negotiated.spiI(), negotiated.spiR(), exchanges.peer(), cause));
    }
}
