package org.waywiser.protocol.ike;

import java.util.Optional;
import java.util.OptionalLong;
import org.waywiser.protocol.ike.IkeState.Authenticating;
import org.waywiser.protocol.ike.IkeState.Gone;
import org.waywiser.protocol.ike.IkeState.Open;
import org.waywiser.protocol.ike.IkeState.Proposing;
import org.waywiser.protocol.ike.IkeState.Refusal;
import org.waywiser.protocol.ike.IkeState.Refusing;
import org.waywiser.security.ike.auth.AuthenticationFailed;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.ExchangeType;

/** IKE_SA_INIT and IKE_AUTH as their initiator: each step says which state it leads to. RFC 7296 §1.2, §2.21. */
final class Initiation {
    /** How long a refusal in the clear waits for a better response. RFC 7296 §2.21.1. */
    private static final long GRACE_NANOS = 1_000_000_000;

    private final IkeSa.Context context;
    private final Attempt attempt;
    private final IkeSaInitOffer first;
    private final Exchanges exchanges;

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

    Proposing propose(IkeSaInitOffer offer, long nowNanos, Effects effects) {
        exchanges.begin(offer.build(), nowNanos, effects);
        return new Proposing(this, offer, Optional.empty());
    }

    /** An IKE_SA_INIT response, to the request given. */
    IkeState proposed(Proposing proposing, Octets request, Arrival arrival, long nowNanos, Effects effects) {
        return switch (proposing.offer().process(arrival, request, context.dh())) {
            case IkeSaInitOffer.Outcome.Again(var offer) -> {
                swayed = true;
                yield propose(offer, nowNanos, effects);
            }
            case IkeSaInitOffer.Outcome.Agreed(var negotiated) -> authenticate(negotiated, nowNanos, effects);
            case IkeSaInitOffer.Outcome.Refused(var reason, var detail) -> {
                effects.drop(arrival.from(), IkeDropReason.UNAUTHENTICATED_ERROR, detail);
                if (proposing.refusal().isPresent()) yield proposing;
                var refusal = new Refusal(reason, detail, nowNanos + GRACE_NANOS);
                yield new Proposing(this, proposing.offer(), Optional.of(refusal));
            }
            case IkeSaInitOffer.Outcome.Ignored(var reason, var detail) -> {
                effects.drop(arrival.from(), reason, detail);
                yield proposing;
            }
        };
    }

    private IkeState authenticate(Negotiated negotiated, long nowNanos, Effects effects) {
        exchanges.path().learn(negotiated, effects);
        var child = new ChildEnd(context.newChildSpi(), ChildSelectors.between(exchanges, negotiated.nat()));
        var authenticating = new Authenticating(this, negotiated, child, nowNanos);
        try {
            boolean known = context.keeper().knows(ends(negotiated));
            var payloads = IkeAuth.build(negotiated, first.policy(), child, !known);
            exchanges.request(negotiated, ExchangeType.IKE_AUTH, payloads, nowNanos, effects);
            return authenticating;
        } catch (AuthenticationFailed e) {
            return end(authenticating, FailureReason.NO_CREDENTIALS, String.valueOf(e.getMessage()), nowNanos, effects);
        }
    }

    /** An IKE_AUTH response. */
    IkeState authenticated(Authenticating authenticating, Arrival arrival, long nowNanos, Effects effects) {
        var negotiated = authenticating.its();
        var response = exchanges.open(negotiated, arrival, effects);
        if (response.isEmpty()) return authenticating;
        exchanges.settled();
        var wallTime = context.wallTime().instant();
        return switch (IkeAuth.process(negotiated, first.policy(), authenticating.child(), response.get(), wallTime)) {
            case IkeAuth.Verdict.Authentic(var opened, var child) -> {
                var sa = OpenSa.first(context, opened, exchanges, attempt.number(), nowNanos, effects);
                var end = new Wish.DeleteIke(DeletionCause.REAUTHENTICATED);
                attempt.predecessor().ifPresent(p -> p.want(end, nowNanos, effects));
                child.ifPresent(outcome -> childAnswered(sa, outcome, nowNanos, effects));
                if (opened.initialContact()) context.keeper().alone(sa, authenticating.sinceNanos(), effects);
                yield new Open(sa);
            }
            case IkeAuth.Verdict.Refused(var reason, var detail) ->
                end(authenticating, reason, detail, nowNanos, effects);
            case IkeAuth.Verdict.NotAuthentic(var reason, var detail, var tell) -> {
                // RFC 7296 §2.21.2: the responder holds an SA, so it is told, in an exchange of its own
                failed(reason, detail, nowNanos, effects);
                exchanges.request(negotiated, ExchangeType.INFORMATIONAL, tell, nowNanos, effects);
                yield new Refusing(negotiated);
            }
        };
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

    /** No response yet: the request is sent again, or a refusal believed, or the attempt given up. */
    IkeState tick(IkeState state, long nowNanos, Effects effects) {
        if (state instanceof Proposing(var _, var _, var refusal)
                && refusal.isPresent()
                && nowNanos - refusal.get().atNanos() >= 0) {
            return end(state, refusal.get().reason(), refusal.get().detail(), nowNanos, effects);
        }
        if (exchanges.tick(nowNanos, effects)) return state;
        var silent = "no response from " + Effects.text(exchanges.peer());
        return end(state, FailureReason.TIMED_OUT, silent, nowNanos, effects);
    }

    /** Ends without having led to an SA. */
    IkeState end(IkeState state, FailureReason reason, String detail, long nowNanos, Effects effects) {
        state.negotiated().ifPresent(its -> its.keys().wipe());
        failed(reason, detail, nowNanos, effects);
        return new Gone();
    }

    private void failed(FailureReason reason, String detail, long nowNanos, Effects effects) {
        if (swayed && !attempt.last() && mayBeLedAstray(reason)) {
            context.keeper().beginAnew(first, attempt.forTheLastTime(), effects);
            return;
        }
        effects.add(new IkeEffect.Failed(attempt.number(), exchanges.peer(), reason, detail));
        attempt.predecessor().ifPresent(p -> p.wantLater(new Wish.Reauthenticate(), nowNanos));
    }

    /**
     * A forged cookie or group leads astray: the responder then proves, or asks for, what belongs to another request. So whoever obeyed
     * one and fails begins anew, once. RFC 7296 §2.21.1.
     */
    private static boolean mayBeLedAstray(FailureReason reason) {
        return switch (reason) {
            case REFUSED_BY_PEER, PEER_NOT_AUTHENTIC, INVALID_KE_PAYLOAD, NO_PROPOSAL_CHOSEN, INVALID_SYNTAX -> true;
            default -> false;
        };
    }
}
