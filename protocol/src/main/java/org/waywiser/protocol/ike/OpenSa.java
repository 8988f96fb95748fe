package org.waywiser.protocol.ike;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.waywiser.security.Secret;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;
import org.waywiser.wire.ike.ProtocolId;
import org.waywiser.wire.ike.SecurityAssociation;

/** An IKE SA once both ends are authenticated: what they ask of each other. RFC 7296 §1.3, §1.4, §2.25. */
final class OpenSa {
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
    private final long authenticatedNanos;
    private final Exchanges exchanges;
    private final Children children;
    private final Agenda agenda = new Agenda();
    private final Timetable timetable;
    private final Succession succession;
    private @Nullable Task task;
    private Fate fate = Fate.STANDS;

    private OpenSa(
            IkeSa.Context context,
            Negotiated negotiated,
            IkeAuth.Proven proven,
            long authenticatedNanos,
            Exchanges exchanges,
            Children children,
            Succession.Role role,
            long nowNanos) {
        this.context = context;
        this.negotiated = negotiated;
        this.proven = proven;
        this.authenticatedNanos = authenticatedNanos;
        this.exchanges = exchanges;
        this.children = children;
        timetable = new Timetable(proven.policy().lifetimes(), context.random(), agenda, nowNanos);
        succession = new Succession(this, role);
    }

    /**
     * Right after IKE_AUTH.
     *
     * @param attempt of the user, if there is one
     */
    static OpenSa first(
            IkeSa.Context context,
            IkeAuth.Opened opened,
            Exchanges exchanges,
            OptionalLong attempt,
            long nowNanos,
            Effects effects) {
        opened.remarks().forEach(effects::log);
        var its = opened.sa();
        var role = Succession.Role.CURRENT;
        var sa = new OpenSa(context, its, opened.proven(), nowNanos, exchanges, new Children(its), role, nowNanos);
        sa.timetable.planRekeying(nowNanos);
        if (its.initiator()) sa.timetable.planReauthentication(nowNanos);
        effects.add(new IkeEffect.Established(sa.info(), attempt));
        return sa;
    }

    /** Comes of rekeying this one. RFC 7296 §2.18. */
    OpenSa successor(Negotiated its, long nowNanos) {
        var role = Succession.Role.CANDIDATE;
        var itsExchanges = exchanges.successor(its.initiator());
        var sa = new OpenSa(context, its, proven, authenticatedNanos, itsExchanges, children, role, nowNanos);
        context.keeper().add(IkeSa.successor(sa));
        return sa;
    }

    IkeSa.Context context() {
        return context;
    }

    IkePolicy policy() {
        return proven.policy();
    }

    IkeAuth.Ends ends() {
        return proven.ends();
    }

    /** When both ends had proven themselves, here or in the SA that was rekeyed to this one. */
    long authenticatedNanos() {
        return authenticatedNanos;
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

    Agenda agenda() {
        return agenda;
    }

    Timetable timetable() {
        return timetable;
    }

    Succession succession() {
        return succession;
    }

    Fate fate() {
        return fate;
    }

    IkeSaInfo info() {
        return new IkeSaInfo(
                negotiated.spiI(),
                negotiated.spiR(),
                negotiated.initiator(),
                policy().connection(),
                exchanges.local(),
                exchanges.peer(),
                proven.own(),
                proven.peer(),
                negotiated.suite().prf(),
                negotiated.suite().toString(),
                negotiated.nat().localBehindNat(),
                negotiated.nat().peerBehindNat(),
                negotiated.keys().ippmSharedSecret(),
                negotiated.keys().skeyseed().map(Secret::copy),
                negotiated.keys().skD().copy());
    }

    IkeSaStanding standing() {
        var activity = IkeSaStanding.Activity.ESTABLISHED;
        if (task instanceof RekeyIke) activity = IkeSaStanding.Activity.REKEYING;
        if (task instanceof DeleteIke || succession.role() == Succession.Role.REPLACED)
            activity = IkeSaStanding.Activity.DELETING;
        return new IkeSaStanding(
                negotiated.spiI(),
                negotiated.spiR(),
                activity,
                agenda.dueNanos(Wish.RekeyIke.class),
                agenda.dueNanos(Wish.DeleteIke.class));
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
        boolean asks = succession.role() == Succession.Role.CURRENT && task == null;
        return asks ? timetable.livenessNanos() : OptionalLong.empty();
    }

    void tick(long nowNanos, Effects effects) {
        if (!exchanges.tick(nowNanos, effects)) {
            if (task instanceof RekeyIke rekey)
                rekey.crossing().ifPresent(c -> Succession.discard(c, nowNanos, effects));
            close(task instanceof DeleteIke(var cause) ? cause : DeletionCause.UNREACHABLE, effects);
            fate = Fate.ENDED;
            return;
        }
        var liveness = livenessNanos();
        if (liveness.isPresent() && nowNanos - liveness.getAsLong() >= 0) agenda.add(new Wish.CheckLiveness());
        proceed(nowNanos, effects);
    }

    /** A child is there, of IKE_AUTH or begun by the peer, in the place of another or not. */
    void began(Optional<Child> old, Child child, long nowNanos, Effects effects) {
        children.add(child);
        timetable.planRekeying(child, nowNanos);
        if (old.isEmpty()) {
            children.established(child, effects);
        } else {
            children.replaced(old.get(), child, effects);
            timetable.awaitEnd(old.get(), nowNanos);
        }
    }

    // ---- our wishes

    /** Something is wanted of this SA, or of the one that took its place. */
    void want(Wish wish, long nowNanos, Effects effects) {
        if (succession.heir().isPresent()) {
            succession.heir().get().want(wish, nowNanos, effects);
        } else if (fate == Fate.STANDS) {
            agenda.add(wish);
            proceed(nowNanos, effects);
            changed();
        }
    }

    /** The same after a while. */
    void wantLater(Wish wish, long nowNanos) {
        if (succession.heir().isPresent()) {
            succession.heir().get().wantLater(wish, nowNanos);
        } else if (fate == Fate.STANDS) {
            timetable.planAgain(wish, nowNanos);
            changed();
        }
    }

    /** The keeper is told what it cannot see: that it was not an input of this SA. */
    void changed() {
        context.keeper().changed(negotiated.ownSpi());
    }

    /** Grants what can be granted now. */
    void proceed(long nowNanos, Effects effects) {
        while (task == null && fate == Fate.STANDS) {
            var wish = agenda.next(nowNanos);
            if (wish.isEmpty()) return;
            switch (wish.get()) {
                case Wish.CheckLiveness _ -> begin(new CheckLiveness(), nowNanos, effects);
                case Wish.RekeyIke _ -> begin(RekeyIke.begin(this), nowNanos, effects);
                case Wish.DeleteIke(var cause) -> {
                    if (succession.settled(nowNanos, effects)) begin(new DeleteIke(cause), nowNanos, effects);
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
        timetable.heard(nowNanos);
        var done = task;
        task = null;
        switch (done.process(response.get(), nowNanos, effects)) {
            case Task.Outcome.Done _ -> timetable.inStep();
            case Task.Outcome.Again(var changed) -> begin(changed, nowNanos, effects);
            case Task.Outcome.Later(var wish) -> refusedForNow(wish, nowNanos);
            case Task.Outcome.Ended(var cause) -> {
                close(cause, effects);
                fate = Fate.ENDED;
            }
            case Task.Outcome.Senseless(var detail) -> {
                effects.log("the IKE SA is deleted: " + detail);
                if (done instanceof RekeyIke rekey)
                    rekey.crossing().ifPresent(c -> Succession.discard(c, nowNanos, effects));
                agenda.add(new Wish.DeleteIke(DeletionCause.INVALID_SYNTAX));
            }
        }
        proceed(nowNanos, effects);
    }

    /** RFC 7296 §2.25: tried again, not at once and not for ever. */
    private void refusedForNow(Wish wish, long nowNanos) {
        if (timetable.outOfStep(nowNanos)) {
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
        timetable.heard(nowNanos);
        var answer = answer(arrival.message().exchange(), request.get(), followsAuth, nowNanos, effects);
        exchanges.respond(negotiated, arrival, answer.payloads(), effects);
        if (answer.ends().isPresent()) {
            // RFC 7296 §2.8.2: the peer did not notice our rekeying, so its own stands
            if (task instanceof RekeyIke own)
                own.crossing().ifPresent(c -> succession.replacedBy(c, nowNanos, effects));
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
        if (succession.role() != Succession.Role.CURRENT) return Collisions.Doing.HANDING_OVER;
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
                    succession.replacedBy(other, nowNanos, effects);
                }
                yield new Informational.Answer(payloads, Optional.empty());
            }
        };
    }

    // ---- the end

    /** The peer has it no more: nobody is there to be told of its end. RFC 7296 §2.4. */
    void forgotten(Effects effects) {
        close(task instanceof DeleteIke(var cause) ? cause : DeletionCause.INITIAL_CONTACT, effects);
        fate = Fate.ENDED;
    }

    /** Its keys are forgotten; who knew of it is told. */
    private void close(DeletionCause cause, Effects effects) {
        switch (succession.role()) {
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
