package org.waywiser.protocol.ike;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.waywiser.protocol.ike.IkeState.Gone;
import org.waywiser.protocol.ike.IkeState.Initiating;
import org.waywiser.protocol.ike.IkeState.Open;
import org.waywiser.protocol.ike.IkeState.Refusal;
import org.waywiser.protocol.ike.IkeState.Refusing;
import org.waywiser.security.ike.auth.AuthenticationFailed;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.ExchangeType;

/**
 * IKE_SA_INIT and IKE_AUTH as their initiator: each step says which state it leads to. Whoever saw the first request can answer it, so
 * several who do are followed up, until one of them proves to be the responder. RFC 7296 §1.2, §2.4, §2.21.
 */
final class Initiation {
    /** How long a refusal waits for a better response. RFC 7296 §2.21.1. */
    private static final long GRACE_NANOS = 1_000_000_000;

    /** How many answers to IKE_SA_INIT are followed up, in all. RFC 7296 §2.4. */
    private static final int MOST_CLAIMANTS = 4;

    private final IkeSa.Context context;
    private final Attempt attempt;
    private final IkeSaInitOffer first;
    private final Exchanges exchanges;

    private int claims;

    /** Whether something in the clear was obeyed, which may have been forged. */
    private boolean swayed;

    Initiation(IkeSa.Context context, Attempt attempt, IkeSaInitOffer first, Exchanges exchanges) {
        this.context = context;
        this.attempt = attempt;
        this.first = first;
        this.exchanges = exchanges;
    }

    boolean isAttempt(long number) {
        return attempt.number().equals(OptionalLong.of(number));
    }

    /** The ends of the SA to be. */
    IkeAuth.Ends ends(Negotiated negotiated) {
        return IkeAuth.wanted(negotiated, first.policy());
    }

    Initiating begin(long nowNanos, Effects effects) {
        return propose(first, List.of(), nowNanos, effects);
    }

    private Initiating propose(IkeSaInitOffer offer, List<Claimant> claimants, long nowNanos, Effects effects) {
        exchanges.begin(offer.build(), nowNanos, effects);
        return new Initiating(this, offer, Optional.empty(), claimants);
    }

    /** A response, to whichever request. */
    IkeState responded(Initiating state, Arrival arrival, long nowNanos, Effects effects) {
        var claimant = sender(state.claimants(), arrival);
        if (claimant.filter(c -> !c.refused()).isPresent()) {
            return authenticated(state, claimant.get(), arrival, nowNanos, effects);
        }
        if (claimant.isPresent()) return with(state, toldOff(state.claimants(), claimant.get(), arrival, effects));
        var request = exchanges.answeredBy(arrival.message());
        boolean again = state.claimants().stream()
                .anyMatch(c -> c.its().spiR() == arrival.message().spiR());
        if (request.isPresent() && !again && claims < MOST_CLAIMANTS) {
            return proposed(state, request.get(), arrival, nowNanos, effects);
        }
        effects.drop(arrival.from(), IkeDropReason.UNEXPECTED_RESPONSE, "to no request of ours, or one too many");
        return state;
    }

    /** A response of one that was not believed, which has been told so. */
    IkeState responded(Refusing state, Arrival arrival, Effects effects) {
        var claimant = sender(state.claimants(), arrival);
        if (claimant.isPresent()) return refusing(toldOff(state.claimants(), claimant.get(), arrival, effects));
        effects.drop(arrival.from(), IkeDropReason.UNEXPECTED_RESPONSE, "to no request of ours");
        return state;
    }

    /** Whose response it claims to be. */
    private static Optional<Claimant> sender(List<Claimant> claimants, Arrival arrival) {
        var message = arrival.message();
        return claimants.stream()
                .filter(c -> c.its().spiR() == message.spiR())
                .filter(c -> c.exchanges().answeredBy(message).isPresent())
                .findFirst();
    }

    // ---- IKE_SA_INIT

    private IkeState proposed(Initiating state, Octets request, Arrival arrival, long nowNanos, Effects effects) {
        return switch (state.offer().process(arrival, request, context.dh())) {
            case IkeSaInitOffer.Outcome.Again(var offer) -> {
                swayed = true;
                yield propose(offer, state.claimants(), nowNanos, effects);
            }
            case IkeSaInitOffer.Outcome.AgainLater(var offer) -> {
                exchanges.changeTo(offer.build());
                yield new Initiating(this, offer, state.refusal(), state.claimants());
            }
            case IkeSaInitOffer.Outcome.Agreed(var negotiated) -> claimed(state, negotiated, nowNanos, effects);
            case IkeSaInitOffer.Outcome.Refused(var reason, var detail) -> {
                effects.drop(arrival.from(), IkeDropReason.UNAUTHENTICATED_ERROR, detail);
                yield state.refusal().isPresent() ? state : refused(state, reason, detail, nowNanos);
            }
            case IkeSaInitOffer.Outcome.Ignored(var reason, var detail) -> {
                effects.drop(arrival.from(), reason, detail);
                yield state;
            }
        };
    }

    /** Nobody has proven anything: the attempt fails if nothing better comes soon. RFC 7296 §2.21.1, §2.21.2. */
    private Initiating refused(Initiating state, FailureReason reason, String detail, long nowNanos) {
        var refusal = new Refusal(reason, detail, nowNanos + GRACE_NANOS);
        return new Initiating(this, state.offer(), Optional.of(refusal), state.claimants());
    }

    private Initiating with(Initiating state, List<Claimant> claimants) {
        return new Initiating(this, state.offer(), state.refusal(), claimants);
    }

    private static List<Claimant> without(List<Claimant> claimants, Claimant one) {
        return claimants.stream().filter(c -> !c.equals(one)).toList();
    }

    // ---- IKE_AUTH

    private Initiating claimed(Initiating state, Negotiated negotiated, long nowNanos, Effects effects) {
        var path = new Path(context.settings().network(), first.local(), first.peer());
        path.learn(negotiated, effects);
        var own = Exchanges.afterIkeSaInit(context.settings(), path);
        var child = new ChildEnd(context.newChildSpi(), ChildSelectors.between(own, negotiated.nat()));
        claims++;
        exchanges.answered();
        try {
            boolean known = context.keeper().knowsAnother(negotiated.ownSpi(), ends(negotiated));
            var payloads = IkeAuth.build(negotiated, first.policy(), child, !known);
            own.request(negotiated, ExchangeType.IKE_AUTH, payloads, nowNanos, effects);
            var claimants = new ArrayList<>(state.claimants());
            claimants.add(new Claimant(negotiated, child, own, nowNanos, false));
            return new Initiating(this, state.offer(), Optional.empty(), List.copyOf(claimants));
        } catch (AuthenticationFailed e) {
            // it depends on what the claimant wishes to see
            negotiated.keys().wipe();
            return refused(state, FailureReason.NO_CREDENTIALS, String.valueOf(e.getMessage()), nowNanos);
        }
    }

    private IkeState authenticated(
            Initiating state, Claimant claimant, Arrival arrival, long nowNanos, Effects effects) {
        var negotiated = claimant.its();
        var response = claimant.exchanges().open(negotiated, arrival, effects);
        if (response.isEmpty()) return state;
        claimant.exchanges().settled();
        var others = without(state.claimants(), claimant);
        var wallTime = context.wallTime().instant();
        return switch (IkeAuth.process(negotiated, first.policy(), claimant.child(), response.get(), wallTime)) {
            case IkeAuth.Verdict.Authentic(var opened, var child) -> {
                others.forEach(Claimant::wipe);
                yield open(claimant, opened, child, nowNanos, effects);
            }
            case IkeAuth.Verdict.Refused(var reason, var detail) -> {
                claimant.wipe();
                yield refused(with(state, others), reason, detail, nowNanos);
            }
            case IkeAuth.Verdict.NotAuthentic(var reason, var detail, var tell) -> {
                // RFC 7296 §2.21.2: the responder holds an SA, so it is told, in an exchange of its own
                claimant.exchanges().request(negotiated, ExchangeType.INFORMATIONAL, tell, nowNanos, effects);
                var claimants = new ArrayList<>(others);
                claimants.add(claimant.asRefused());
                yield refused(with(state, List.copyOf(claimants)), reason, detail, nowNanos);
            }
        };
    }

    private Open open(
            Claimant claimant,
            IkeAuth.Opened opened,
            Optional<ChildOffer.Outcome> child,
            long nowNanos,
            Effects effects) {
        var sa = OpenSa.first(context, opened, claimant.exchanges(), attempt.number(), nowNanos, effects);
        var end = new Wish.DeleteIke(DeletionCause.REAUTHENTICATED);
        attempt.predecessor().ifPresent(p -> p.want(end, nowNanos, effects));
        child.ifPresent(outcome -> childAnswered(sa, outcome, nowNanos, effects));
        if (opened.initialContact()) context.keeper().alone(sa, claimant.sinceNanos(), effects);
        return new Open(sa);
    }

    private static void childAnswered(OpenSa sa, ChildOffer.Outcome outcome, long nowNanos, Effects effects) {
        switch (outcome) {
            case ChildOffer.Outcome.Agreed(var terms) ->
                sa.began(Optional.empty(), Child.ofIkeAuth(sa.negotiated(), terms), nowNanos, effects);
            case ChildOffer.Outcome.Refused(var detail) -> effects.log("no child SA: " + detail);
            case ChildOffer.Outcome.Unacceptable(var detail, var tell) -> {
                effects.log("no child SA: " + detail);
                sa.want(new Wish.RefuseChild(tell), nowNanos, effects);
            }
        }
    }

    /** Those that are left after a response of one that was told off. */
    private static List<Claimant> toldOff(
            List<Claimant> claimants, Claimant claimant, Arrival arrival, Effects effects) {
        if (claimant.exchanges().open(claimant.its(), arrival, effects).isEmpty()) return claimants;
        claimant.wipe();
        return without(claimants, claimant);
    }

    // ---- time

    /** When {@link #tick} is due. */
    OptionalLong dueNanos(Initiating state) {
        var refusal = state.hopeful() ? Optional.<Refusal>empty() : state.refusal();
        return earliest(Stream.of(
                refusal.map(r -> OptionalLong.of(r.atNanos())).orElse(OptionalLong.empty()),
                exchanges.dueNanos(),
                dueNanos(state.claimants())));
    }

    /** When requests to these are repeated, or given up. */
    static OptionalLong dueNanos(List<Claimant> claimants) {
        return earliest(claimants.stream().map(c -> c.exchanges().dueNanos()));
    }

    private static OptionalLong earliest(Stream<OptionalLong> times) {
        return times.flatMapToLong(OptionalLong::stream).reduce((one, other) -> other - one < 0 ? other : one);
    }

    /** A refusal is believed, or requests are sent again, or the attempt is given up. */
    IkeState tick(Initiating state, long nowNanos, Effects effects) {
        var refusal = state.refusal();
        if (!state.hopeful() && refusal.isPresent() && nowNanos - refusal.get().atNanos() >= 0) {
            return end(state, refusal.get().reason(), refusal.get().detail(), nowNanos, effects);
        }
        if (!exchanges.tick(nowNanos, effects)) exchanges.settled();
        var next = with(state, answering(state.claimants(), nowNanos, effects));
        if (next.hopeful() || refusal.isPresent() || exchanges.waiting()) return next;
        var silent = "no response from " + Effects.text(exchanges.peer());
        return end(next, FailureReason.TIMED_OUT, silent, nowNanos, effects);
    }

    IkeState tick(Refusing state, long nowNanos, Effects effects) {
        return refusing(answering(state.claimants(), nowNanos, effects));
    }

    /** Those of whom there is still hope of a response. */
    private static List<Claimant> answering(List<Claimant> claimants, long nowNanos, Effects effects) {
        var silent = claimants.stream()
                .filter(c -> !c.exchanges().tick(nowNanos, effects))
                .toList();
        silent.forEach(Claimant::wipe);
        return claimants.stream().filter(c -> !silent.contains(c)).toList();
    }

    // ---- the end

    /** Ends without having led to an SA. */
    IkeState end(Initiating state, FailureReason reason, String detail, long nowNanos, Effects effects) {
        var hopeful = state.claimants().stream().filter(c -> !c.refused()).toList();
        hopeful.forEach(Claimant::wipe);
        failed(reason, detail, nowNanos, effects);
        return refusing(
                state.claimants().stream().filter(c -> !hopeful.contains(c)).toList());
    }

    private IkeState refusing(List<Claimant> claimants) {
        return claimants.isEmpty() ? new Gone() : new Refusing(this, claimants);
    }

    private void failed(FailureReason reason, String detail, long nowNanos, Effects effects) {
        boolean doubtful = swayed || claims > 1;
        if (doubtful && !attempt.last() && mayBeLedAstray(reason)) {
            context.keeper().beginAnew(first, attempt.forTheLastTime(), effects);
            return;
        }
        effects.add(new IkeEffect.Failed(attempt.number(), exchanges.peer(), reason, detail));
        attempt.predecessor().ifPresent(p -> p.wantLater(new Wish.Reauthenticate(), nowNanos));
    }

    /**
     * A forged cookie or group leads astray: the responder then proves, or asks for, what belongs to another request; and of several
     * claimants the responder may not have been one. Whoever then fails begins anew, once. RFC 7296 §2.21.1.
     */
    private static boolean mayBeLedAstray(FailureReason reason) {
        return switch (reason) {
            case REFUSED_BY_PEER, PEER_NOT_AUTHENTIC, INVALID_KE_PAYLOAD, NO_PROPOSAL_CHOSEN, INVALID_SYNTAX -> true;
            default -> false;
        };
    }
}
