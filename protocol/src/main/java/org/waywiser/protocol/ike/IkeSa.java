package org.waywiser.protocol.ike;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.waywiser.protocol.ike.IkeState.Authenticating;
import org.waywiser.protocol.ike.IkeState.Closing;
import org.waywiser.protocol.ike.IkeState.Gone;
import org.waywiser.protocol.ike.IkeState.HalfOpen;
import org.waywiser.protocol.ike.IkeState.Lingering;
import org.waywiser.protocol.ike.IkeState.Open;
import org.waywiser.protocol.ike.IkeState.Proposing;
import org.waywiser.protocol.ike.IkeState.Refusal;
import org.waywiser.security.ike.DhSource;
import org.waywiser.security.ike.auth.AuthenticationFailed;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.IkeMessage;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;

/** One IKE SA: which message leads from which state to which. RFC 7296 §1.2, §1.4, §2.21. */
final class IkeSa {
    /** How long a refusal in the clear waits for a better response. RFC 7296 §2.21.1. */
    private static final long GRACE_NANOS = 1_000_000_000;

    /** What all SAs of an endpoint share. */
    record Context(IkeSettings settings, DhSource dh, InstantSource wallTime) {}

    private final Context context;
    private IkePolicy policy;
    private final boolean initiator;
    private final long ownSpi;
    private final OptionalLong attempt;
    private final Exchanges exchanges;
    private IkeState state;

    private IkeSa(
            Context context,
            IkePolicy policy,
            boolean initiator,
            long ownSpi,
            OptionalLong attempt,
            Exchanges exchanges,
            IkeState state) {
        this.context = context;
        this.policy = policy;
        this.initiator = initiator;
        this.ownSpi = ownSpi;
        this.attempt = attempt;
        this.exchanges = exchanges;
        this.state = state;
    }

    /** Begins as initiator. */
    static IkeSa initiate(
            Context context, IkeInput.Initiate wanted, IkeSaInitOffer offer, long nowNanos, Effects effects) {
        var path = new Path(context.settings().network(), wanted.local(), wanted.peer());
        var exchanges = new Exchanges(context.settings(), true, path);
        var attempt = OptionalLong.of(wanted.attempt());
        var state = new Proposing(offer, Optional.empty());
        var sa = new IkeSa(context, wanted.policy(), true, offer.spiI(), attempt, exchanges, state);
        exchanges.begin(offer.build(), nowNanos, effects);
        return sa;
    }

    /** Begins as responder; which of the candidates is its policy is seen in IKE_AUTH. */
    static IkeSa answer(
            Context context,
            List<IkePolicy> candidates,
            Negotiated negotiated,
            IkeInput.Received first,
            long deadlineNanos,
            Effects effects) {
        var path = new Path(context.settings().network(), first.to(), first.from());
        path.learn(negotiated, effects);
        var exchanges = new Exchanges(context.settings(), false, path);
        exchanges.respond(negotiated.request(), negotiated.response(), first.to(), first.from(), effects);
        var state = new HalfOpen(negotiated, candidates, deadlineNanos);
        return new IkeSa(
                context, candidates.getFirst(), false, negotiated.spiR(), OptionalLong.empty(), exchanges, state);
    }

    long ownSpi() {
        return ownSpi;
    }

    boolean gone() {
        return state instanceof Gone;
    }

    /** Whether it was begun by a peer that has not proven itself. */
    boolean unproven() {
        return state instanceof HalfOpen || state instanceof Lingering lingering && !lingering.proven();
    }

    /** Whether it was begun by a peer that has failed to prove itself. */
    boolean refusedPeer() {
        return state instanceof Lingering lingering && !lingering.proven();
    }

    boolean isAttempt(long number) {
        return attempt.isPresent() && attempt.getAsLong() == number;
    }

    /** Whether a message with our SPI has the right direction and the right other SPI. */
    boolean owns(IkeMessage message) {
        if (message.initiator() == initiator) return false;
        return switch (state) {
            case Proposing _ -> true;
            case Authenticating s -> matches(s.negotiated(), message);
            case HalfOpen s -> matches(s.negotiated(), message);
            case Open s -> matches(s.negotiated(), message);
            case Closing s -> matches(s.negotiated(), message);
            case Lingering _ -> true; // repeats its response to the very same octets only
            case Gone _ -> false;
        };
    }

    private static boolean matches(Negotiated negotiated, IkeMessage message) {
        return negotiated.spiI() == message.spiI() && negotiated.spiR() == message.spiR();
    }

    /** When {@link #tick} is due. */
    OptionalLong deadline() {
        return switch (state) {
            case Proposing(var _, var refusal)
            when refusal.isPresent() -> earlier(refusal.get().atNanos(), exchanges.dueNanos());
            case HalfOpen s -> OptionalLong.of(s.deadlineNanos());
            case Lingering s -> OptionalLong.of(s.deadlineNanos());
            case Proposing _, Authenticating _, Open _, Closing _ -> exchanges.dueNanos();
            case Gone _ -> OptionalLong.empty();
        };
    }

    private static OptionalLong earlier(long one, OptionalLong other) {
        return other.isPresent() && other.getAsLong() - one < 0 ? other : OptionalLong.of(one);
    }

    /** The IKE_SA_INIT request that began this SA has come again. RFC 7296 §2.1. */
    void begunAgain(IkeInput.Received datagram, Effects effects) {
        if (state instanceof HalfOpen) {
            exchanges.respondAgain(datagram.to(), datagram.from(), effects);
        } else {
            effects.drop(datagram.from(), IkeDropReason.REPLAYED, "IKE_SA_INIT request of an SA that is further on");
        }
    }

    void received(Arrival arrival, long nowNanos, Effects effects) {
        if (arrival.message().response()) {
            responded(arrival, nowNanos, effects);
        } else {
            requested(arrival, nowNanos, effects);
        }
    }

    /** The user does not want the SA any more. */
    void delete(long nowNanos, Effects effects) {
        if (state instanceof Open(var negotiated)) {
            state = new Closing(negotiated, Optional.of(DeletionCause.LOCAL));
            exchanges.request(negotiated, ExchangeType.INFORMATIONAL, Informational.delete(), nowNanos, effects);
        }
    }

    /** The user does not want to wait any more. */
    void abandon(Effects effects) {
        if (state instanceof Proposing || state instanceof Authenticating) {
            fail(FailureReason.ABANDONED, "no longer wanted", effects);
        }
    }

    void tick(long nowNanos, Effects effects) {
        switch (state) {
            case Proposing(var _, var refusal)
            when refusal.isPresent() && nowNanos - refusal.get().atNanos() >= 0 ->
                fail(refusal.get().reason(), refusal.get().detail(), effects);
            case HalfOpen s -> {
                if (nowNanos - s.deadlineNanos() >= 0) fail(FailureReason.TIMED_OUT, "no IKE_AUTH request", effects);
            }
            case Lingering s -> {
                if (nowNanos - s.deadlineNanos() >= 0) state = new Gone();
            }
            case Proposing _, Authenticating _, Open _, Closing _ -> {
                if (!exchanges.tick(nowNanos, effects)) unreachable(effects);
            }
            case Gone _ -> {}
        }
    }

    private void unreachable(Effects effects) {
        switch (state) {
            case Open(var negotiated) -> end(negotiated, Optional.of(DeletionCause.UNREACHABLE), effects);
            case Closing(var negotiated, var cause) -> end(negotiated, cause, effects);
            case Proposing _, Authenticating _, HalfOpen _, Lingering _, Gone _ ->
                fail(FailureReason.TIMED_OUT, "no response from " + Effects.text(exchanges.peer()), effects);
        }
    }

    // ---- responses to our requests

    private void responded(Arrival arrival, long nowNanos, Effects effects) {
        var request = exchanges.answeredBy(arrival.message());
        if (request.isEmpty()) {
            effects.drop(arrival.from(), IkeDropReason.UNEXPECTED_RESPONSE, "to no request of ours");
            return;
        }
        switch (state) {
            case Proposing s -> proposed(s, request.get(), arrival, nowNanos, effects);
            case Authenticating(var negotiated) -> authenticated(negotiated, arrival, nowNanos, effects);
            case Closing(var negotiated, var cause) -> {
                if (exchanges.open(negotiated, arrival, effects).isPresent()) end(negotiated, cause, effects);
            }
            case Open _, HalfOpen _, Lingering _, Gone _ ->
                throw new IllegalStateException("a request waits in " + state.getClass());
        }
    }

    private void proposed(Proposing proposing, Octets request, Arrival arrival, long nowNanos, Effects effects) {
        switch (proposing.offer().process(arrival, request, context.dh())) {
            case IkeSaInitOffer.Outcome.Again(var offer) -> {
                state = new Proposing(offer, Optional.empty());
                exchanges.begin(offer.build(), nowNanos, effects);
            }
            case IkeSaInitOffer.Outcome.Agreed(var negotiated) -> authenticate(negotiated, nowNanos, effects);
            case IkeSaInitOffer.Outcome.Refused(var reason, var detail) -> {
                effects.drop(arrival.from(), IkeDropReason.UNAUTHENTICATED_ERROR, detail);
                if (proposing.refusal().isEmpty()) {
                    var refusal = new Refusal(reason, detail, nowNanos + GRACE_NANOS);
                    state = new Proposing(proposing.offer(), Optional.of(refusal));
                }
            }
            case IkeSaInitOffer.Outcome.Ignored(var reason, var detail) -> effects.drop(arrival.from(), reason, detail);
        }
    }

    private void authenticate(Negotiated negotiated, long nowNanos, Effects effects) {
        exchanges.path().learn(negotiated, effects);
        state = new Authenticating(negotiated);
        try {
            var payloads = IkeAuth.build(negotiated, policy);
            exchanges.request(negotiated, ExchangeType.IKE_AUTH, payloads, nowNanos, effects);
        } catch (AuthenticationFailed e) {
            fail(FailureReason.NO_CREDENTIALS, String.valueOf(e.getMessage()), effects);
        }
    }

    private void authenticated(Negotiated negotiated, Arrival arrival, long nowNanos, Effects effects) {
        var response = exchanges.open(negotiated, arrival, effects);
        if (response.isEmpty()) return;
        exchanges.settled();
        switch (IkeAuth.process(
                negotiated, policy, response.get(), context.wallTime().instant())) {
            case IkeAuth.Verdict.Authentic(var proven, var remarks) -> {
                remarks.forEach(effects::log);
                established(negotiated, proven, effects);
            }
            case IkeAuth.Verdict.Refused(var reason, var detail) -> fail(reason, detail, effects);
            case IkeAuth.Verdict.NotAuthentic(var reason, var detail, var tell) -> {
                // RFC 7296 §2.21.2: the responder holds an SA, so it is told, in an exchange of its own
                failed(reason, detail, effects);
                state = new Closing(negotiated, Optional.empty());
                exchanges.request(negotiated, ExchangeType.INFORMATIONAL, tell, nowNanos, effects);
            }
        }
    }

    // ---- requests of the peer

    private void requested(Arrival arrival, long nowNanos, Effects effects) {
        switch (exchanges.order(arrival)) {
            case FRESH -> fresh(arrival, nowNanos, effects);
            case REPEATED -> exchanges.respondAgain(arrival.to(), arrival.from(), effects);
            case CUT_ANEW -> cutAnew(arrival, effects);
            case REPLAYED -> effects.drop(arrival.from(), IkeDropReason.REPLAYED, "Message ID of the past");
            case AHEAD -> effects.drop(arrival.from(), IkeDropReason.OUT_OF_WINDOW, "Message ID of the future");
        }
    }

    private void cutAnew(Arrival arrival, Effects effects) {
        switch (state) {
            case HalfOpen(var negotiated, var _, var _) -> exchanges.respondAgain(negotiated, arrival, effects);
            case Open(var negotiated) -> exchanges.respondAgain(negotiated, arrival, effects);
            case Closing(var negotiated, var _) -> exchanges.respondAgain(negotiated, arrival, effects);
            case Proposing _, Authenticating _, Lingering _, Gone _ ->
                effects.drop(arrival.from(), IkeDropReason.REPLAYED, "Message ID of the past");
        }
    }

    private void fresh(Arrival arrival, long nowNanos, Effects effects) {
        switch (state) {
            case HalfOpen s -> authRequested(s, arrival, nowNanos, effects);
            case Open(var negotiated) ->
                openRequested(negotiated, Optional.empty(), NotifyType.NO_ADDITIONAL_SAS, arrival, nowNanos, effects);
            // RFC 7296 §2.25.2: nothing new on an SA that is being closed
            case Closing(var negotiated, var cause) ->
                openRequested(negotiated, cause, NotifyType.TEMPORARY_FAILURE, arrival, nowNanos, effects);
            case Proposing _, Authenticating _ ->
                effects.drop(arrival.from(), IkeDropReason.UNEXPECTED_EXCHANGE, "request before the SA is open");
            case Lingering _, Gone _ -> effects.drop(arrival.from(), IkeDropReason.UNKNOWN_SPI, "the SA is gone");
        }
    }

    private void authRequested(HalfOpen halfOpen, Arrival arrival, long nowNanos, Effects effects) {
        var exchange = arrival.message().exchange();
        if (!exchange.equals(ExchangeType.IKE_AUTH)) {
            effects.drop(arrival.from(), IkeDropReason.UNEXPECTED_EXCHANGE, exchange + " before IKE_AUTH");
            return;
        }
        var negotiated = halfOpen.negotiated();
        var request = exchanges.open(negotiated, arrival, effects);
        if (request.isEmpty()) return;
        exchanges.path().moveTo(arrival);
        var answer = IkeAuth.answer(
                negotiated,
                halfOpen.candidates(),
                request.get(),
                context.wallTime().instant());
        exchanges.respond(negotiated, arrival, answer.payloads(), effects);
        if (answer.proven().isPresent()) {
            policy = answer.proven().get().policy();
            established(negotiated, answer.proven().get(), effects);
        } else {
            failed(answer.reason(), answer.detail(), effects);
            linger(negotiated, false, nowNanos);
        }
    }

    /**
     * Any request once both ends are authenticated.
     *
     * @param closing why this end closes the SA, if it does
     * @param noChild why no SA is created under this one. RFC 7296 §1.3
     */
    private void openRequested(
            Negotiated negotiated,
            Optional<DeletionCause> closing,
            NotifyType noChild,
            Arrival arrival,
            long nowNanos,
            Effects effects) {
        var request = exchanges.open(negotiated, arrival, effects);
        if (request.isEmpty()) return;
        var answer = answer(arrival, request.get(), noChild);
        exchanges.respond(negotiated, arrival, answer.payloads(), effects);
        if (answer.ends().isEmpty()) return;
        // if both ends delete at once, the peer forgets the SA and may never answer our request
        if (state instanceof Open || closing.isPresent()) {
            deleted(negotiated, closing.orElse(answer.ends().get()), effects);
        }
        linger(negotiated, true, nowNanos);
    }

    private Informational.Answer answer(Arrival arrival, Protected request, NotifyType noChild) {
        var exchange = arrival.message().exchange();
        if (exchange.equals(ExchangeType.INFORMATIONAL)) {
            return Informational.answer(request, !initiator && arrival.message().messageId() == 2);
        }
        var problem = exchange.equals(ExchangeType.CREATE_CHILD_SA)
                ? request.problem(ExchangeRules.CREATE_CHILD_SA_REQUEST)
                : Optional.of(Problem.unexpected(exchange + " in an open SA"));
        return problem.map(Informational::refusal)
                .orElseGet(() -> new Informational.Answer(List.of(Notify.of(noChild)), Optional.empty()));
    }

    // ---- beginnings and ends

    private void established(Negotiated n, IkeAuth.Proven proven, Effects effects) {
        state = new Open(n);
        var skD = n.keys().skD();
        var info = new IkeSaInfo(
                n.spiI(),
                n.spiR(),
                initiator,
                exchanges.local(),
                exchanges.peer(),
                proven.own(),
                proven.peer(),
                n.suite().prf(),
                n.suite().toString(),
                n.nat().localBehindNat(),
                n.nat().peerBehindNat(),
                n.keys().ippmSharedSecret(),
                skD.copy());
        effects.add(new IkeEffect.Established(info, attempt));
    }

    private void fail(FailureReason reason, String detail, Effects effects) {
        if (state instanceof Authenticating(var negotiated)) negotiated.keys().wipe();
        if (state instanceof HalfOpen(var negotiated, var _, var _))
            negotiated.keys().wipe();
        state = new Gone();
        failed(reason, detail, effects);
    }

    private void end(Negotiated negotiated, Optional<DeletionCause> cause, Effects effects) {
        negotiated.keys().wipe();
        state = new Gone();
        cause.ifPresent(c -> deleted(negotiated, c, effects));
    }

    /** The response to the last request is kept for a while: it may be lost. */
    private void linger(Negotiated negotiated, boolean proven, long nowNanos) {
        negotiated.keys().wipe();
        exchanges.settled();
        state = new Lingering(nowNanos + context.settings().defence().halfOpenNanos(), proven);
    }

    private void failed(FailureReason reason, String detail, Effects effects) {
        effects.add(new IkeEffect.Failed(attempt, exchanges.peer(), reason, detail));
    }

    private void deleted(Negotiated negotiated, DeletionCause cause, Effects effects) {
        effects.add(new IkeEffect.Deleted(negotiated.spiI(), negotiated.spiR(), exchanges.peer(), cause));
    }
}
