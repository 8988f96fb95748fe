package org.waywiser.protocol.ike;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.waywiser.protocol.ike.IkeState.Authenticating;
import org.waywiser.protocol.ike.IkeState.Gone;
import org.waywiser.protocol.ike.IkeState.HalfOpen;
import org.waywiser.protocol.ike.IkeState.Lingering;
import org.waywiser.protocol.ike.IkeState.Open;
import org.waywiser.protocol.ike.IkeState.Proposing;
import org.waywiser.protocol.ike.IkeState.Refusal;
import org.waywiser.protocol.ike.IkeState.Refusing;
import org.waywiser.security.ike.DhSource;
import org.waywiser.security.ike.Keymat;
import org.waywiser.security.ike.auth.AuthenticationFailed;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.IkeMessage;

/** One IKE SA from its first message to its end. RFC 7296 §1.2, §2.21. */
final class IkeSa {
    /** How long a refusal in the clear waits for a better response. RFC 7296 §2.21.1. */
    private static final long GRACE_NANOS = 1_000_000_000;

    private static final int NONCE = 32; // half the key of the longest prf: RFC 7296 §2.10

    /** What all SAs of an endpoint share. */
    record Context(IkeSettings settings, DhSource dh, InstantSource wallTime, RandomGenerator random, Keeper keeper) {
        Octets newNonce() {
            byte[] nonce = new byte[NONCE];
            random.nextBytes(nonce);
            return Octets.of(nonce);
        }

        /** Of a child SA; the first ones are reserved. RFC 4303 §2.1. */
        int newChildSpi() {
            int spi = random.nextInt();
            while (spi >>> 8 == 0) spi = random.nextInt();
            return spi;
        }
    }

    /** Who holds all SAs of an endpoint. */
    interface Keeper {
        /** Unique here. */
        long newSpi();

        void add(IkeSa sa);

        /** Something has become of an SA apart from an input of its own. */
        void changed(long ownSpi);

        /** Begins the same attempt again, with another SPI and nonce. */
        void beginAnew(IkeSaInitOffer first, OptionalLong attempt, Optional<OpenSa> predecessor, Effects effects);

        /** Begins an SA with the same peer, to take the place of this one. RFC 7296 §2.8.3. */
        void reauthenticate(OpenSa sa, long nowNanos, Effects effects);
    }

    private final Context context;
    private IkePolicy policy;
    private final boolean initiator;
    private final long ownSpi;
    private final OptionalLong attempt;
    private final Exchanges exchanges;
    private final Optional<OpenSa> predecessor;
    private IkeState state;

    /** What an initiator begins anew with, once, if the attempt fails after it was swayed. */
    private Optional<IkeSaInitOffer> first = Optional.empty();

    /** Whether something in the clear was obeyed, which may have been forged. */
    private boolean swayed;

    private IkeSa(
            Context context,
            IkePolicy policy,
            boolean initiator,
            long ownSpi,
            OptionalLong attempt,
            Exchanges exchanges,
            Optional<OpenSa> predecessor,
            IkeState state) {
        this.context = context;
        this.policy = policy;
        this.initiator = initiator;
        this.ownSpi = ownSpi;
        this.attempt = attempt;
        this.exchanges = exchanges;
        this.predecessor = predecessor;
        this.state = state;
    }

    /**
     * Begins as initiator.
     *
     * @param attempt of the user, if there is one
     * @param predecessor to be deleted once this SA stands. RFC 7296 §2.8.3
     */
    static IkeSa initiate(
            Context context,
            OptionalLong attempt,
            IkeSaInitOffer offer,
            Optional<OpenSa> predecessor,
            long nowNanos,
            Effects effects) {
        var path = new Path(context.settings().network(), offer.local(), offer.peer());
        var exchanges = new Exchanges(context.settings(), true, path);
        var state = new Proposing(offer, Optional.empty());
        var sa = new IkeSa(context, offer.policy(), true, offer.spiI(), attempt, exchanges, predecessor, state);
        sa.first = Optional.of(offer);
        exchanges.begin(offer.build(), nowNanos, effects);
        return sa;
    }

    /** If it fails, it does not begin anew. */
    IkeSa forTheLastTime() {
        first = Optional.empty();
        return this;
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
        var spi = negotiated.spiR();
        var policy = candidates.getFirst();
        return new IkeSa(context, policy, false, spi, OptionalLong.empty(), exchanges, Optional.empty(), state);
    }

    /** Comes of rekeying another. RFC 7296 §2.18. */
    static IkeSa successor(OpenSa sa) {
        var its = sa.negotiated();
        return new IkeSa(
                sa.context(),
                sa.policy(),
                its.initiator(),
                its.ownSpi(),
                OptionalLong.empty(),
                sa.exchanges(),
                Optional.empty(),
                new Open(sa));
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
        if (message.initiator() == initiator || gone()) return false;
        // while it lingers it only repeats its response, to the very same octets
        return state.negotiated()
                .map(its -> its.spiI() == message.spiI() && its.spiR() == message.spiR())
                .orElse(true);
    }

    /** Whether it is open under this name. */
    boolean named(long spiI, long spiR) {
        return state instanceof Open(var sa)
                && sa.negotiated().spiI() == spiI
                && sa.negotiated().spiR() == spiR;
    }

    /** When {@link #tick} is due. */
    OptionalLong deadline() {
        return switch (state) {
            case Proposing(var _, var refusal)
            when refusal.isPresent() -> earlier(refusal.get().atNanos(), exchanges.dueNanos());
            case HalfOpen s -> OptionalLong.of(s.deadlineNanos());
            case Lingering s -> OptionalLong.of(s.deadlineNanos());
            case Proposing _, Authenticating _, Refusing _ -> exchanges.dueNanos();
            case Open s -> s.sa().deadline();
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

    /** Nothing unless the SA is open. */
    void want(Wish wish, long nowNanos, Effects effects) {
        if (state instanceof Open(var sa)) sa.want(wish, nowNanos, effects);
    }

    /** The user does not want to wait any more. */
    void abandon(long nowNanos, Effects effects) {
        if (state instanceof Proposing || state instanceof Authenticating) {
            fail(FailureReason.ABANDONED, "no longer wanted", nowNanos, effects);
        }
    }

    void tick(long nowNanos, Effects effects) {
        switch (state) {
            case Proposing(var _, var refusal)
            when refusal.isPresent() && nowNanos - refusal.get().atNanos() >= 0 ->
                fail(refusal.get().reason(), refusal.get().detail(), nowNanos, effects);
            case HalfOpen s -> {
                if (nowNanos - s.deadlineNanos() >= 0)
                    fail(FailureReason.TIMED_OUT, "no IKE_AUTH request", nowNanos, effects);
            }
            case Lingering s -> {
                if (nowNanos - s.deadlineNanos() >= 0) state = new Gone();
            }
            case Proposing _, Authenticating _ -> {
                if (!exchanges.tick(nowNanos, effects)) {
                    fail(
                            FailureReason.TIMED_OUT,
                            "no response from " + Effects.text(exchanges.peer()),
                            nowNanos,
                            effects);
                }
            }
            case Refusing(var negotiated) -> {
                if (!exchanges.tick(nowNanos, effects)) end(negotiated);
            }
            case Open(var sa) -> {
                sa.tick(nowNanos, effects);
                follow(sa, nowNanos);
            }
            case Gone _ -> {}
        }
    }

    /** Where an open SA has got to. */
    private void follow(OpenSa sa, long nowNanos) {
        switch (sa.fate()) {
            case STANDS -> {}
            case LINGERS -> linger(sa.negotiated(), true, nowNanos);
            case ENDED -> end(sa.negotiated());
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
            case Authenticating s -> authenticated(s, arrival, nowNanos, effects);
            case Refusing(var negotiated) -> {
                if (exchanges.open(negotiated, arrival, effects).isPresent()) end(negotiated);
            }
            case Open(var sa) -> {
                sa.responded(arrival, nowNanos, effects);
                follow(sa, nowNanos);
            }
            case HalfOpen _, Lingering _, Gone _ ->
                throw new IllegalStateException("a request waits in " + state.getClass());
        }
    }

    private void proposed(Proposing proposing, Octets request, Arrival arrival, long nowNanos, Effects effects) {
        switch (proposing.offer().process(arrival, request, context.dh())) {
            case IkeSaInitOffer.Outcome.Again(var offer) -> {
                swayed = true;
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
        var child = childEnd(negotiated);
        state = new Authenticating(negotiated, child);
        try {
            var payloads = IkeAuth.build(negotiated, policy, child);
            exchanges.request(negotiated, ExchangeType.IKE_AUTH, payloads, nowNanos, effects);
        } catch (AuthenticationFailed e) {
            fail(FailureReason.NO_CREDENTIALS, String.valueOf(e.getMessage()), nowNanos, effects);
        }
    }

    private ChildEnd childEnd(Negotiated negotiated) {
        var selectors = ChildSelectors.between(
                exchanges.local().getAddress(), exchanges.peer().getAddress(), negotiated.nat());
        return new ChildEnd(context.newChildSpi(), selectors);
    }

    private void authenticated(Authenticating authenticating, Arrival arrival, long nowNanos, Effects effects) {
        var negotiated = authenticating.its();
        var response = exchanges.open(negotiated, arrival, effects);
        if (response.isEmpty()) return;
        exchanges.settled();
        switch (IkeAuth.process(
                negotiated,
                policy,
                authenticating.child(),
                response.get(),
                context.wallTime().instant())) {
            case IkeAuth.Verdict.Authentic(var opened, var child) -> {
                var sa = established(opened, nowNanos, effects);
                if (child.isPresent()) childAnswered(sa, child.get(), nowNanos, effects);
            }
            case IkeAuth.Verdict.Refused(var reason, var detail) -> fail(reason, detail, nowNanos, effects);
            case IkeAuth.Verdict.NotAuthentic(var reason, var detail, var tell) -> {
                // RFC 7296 §2.21.2: the responder holds an SA, so it is told, in an exchange of its own
                if (!begunAnew(reason, effects)) failed(reason, detail, nowNanos, effects);
                state = new Refusing(negotiated);
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
        state.negotiated()
                .ifPresentOrElse(
                        its -> exchanges.respondAgain(its, arrival, effects),
                        () -> effects.drop(arrival.from(), IkeDropReason.REPLAYED, "Message ID of the past"));
    }

    private void fresh(Arrival arrival, long nowNanos, Effects effects) {
        switch (state) {
            case HalfOpen s -> authRequested(s, arrival, nowNanos, effects);
            case Open(var sa) -> {
                // RFC 7296 §2.21.2: an error ends the SA only right after IKE_AUTH
                sa.requested(arrival, !initiator && arrival.message().messageId() == 2, nowNanos, effects);
                follow(sa, nowNanos);
            }
            case Proposing _, Authenticating _, Refusing _ ->
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
        var negotiated = halfOpen.its();
        var request = exchanges.open(negotiated, arrival, effects);
        if (request.isEmpty()) return;
        exchanges.path().moveTo(arrival);
        var answer = IkeAuth.answer(
                negotiated,
                halfOpen.candidates(),
                childEnd(negotiated),
                request.get(),
                context.wallTime().instant());
        exchanges.respond(negotiated, arrival, answer.payloads(), effects);
        switch (answer) {
            case IkeAuth.Answer.Authentic(var _, var opened, var child) -> {
                policy = opened.proven().policy();
                var sa = established(opened, nowNanos, effects);
                child.ifPresent(terms -> childEstablished(sa, terms, nowNanos, effects));
            }
            case IkeAuth.Answer.Refused(var _, var reason, var detail) -> {
                failed(reason, detail, nowNanos, effects);
                linger(negotiated, false, nowNanos);
            }
        }
    }

    // ---- beginnings and ends

    private OpenSa established(IkeAuth.Opened opened, long nowNanos, Effects effects) {
        opened.remarks().forEach(effects::log);
        var sa = OpenSa.first(context, opened.sa(), opened.proven(), exchanges, nowNanos);
        state = new Open(sa);
        effects.add(new IkeEffect.Established(sa.info(), attempt));
        predecessor.ifPresent(p -> p.want(new Wish.DeleteIke(DeletionCause.REAUTHENTICATED), nowNanos, effects));
        return sa;
    }

    private static void childAnswered(OpenSa sa, ChildOffer.Outcome outcome, long nowNanos, Effects effects) {
        switch (outcome) {
            case ChildOffer.Outcome.Agreed(var terms) -> childEstablished(sa, terms, nowNanos, effects);
            case ChildOffer.Outcome.Refused(var detail) -> effects.log("no child SA: " + detail);
            case ChildOffer.Outcome.Unacceptable(var detail, var tell) -> {
                effects.log("no child SA: " + detail);
                sa.want(new Wish.RefuseChild(tell), nowNanos, effects);
            }
        }
    }

    /** The child of IKE_AUTH has its keys from the nonces of IKE_SA_INIT. RFC 7296 §2.17. */
    private static void childEstablished(OpenSa sa, ChildTerms terms, long nowNanos, Effects effects) {
        var n = sa.negotiated();
        var keymat = Keymat.derive(n.keys(), terms.suite(), Optional.empty(), n.ni(), n.nr());
        sa.began(Optional.empty(), new Child(terms.with(keymat), n.ni(), n.nr()), nowNanos, effects);
    }

    private void fail(FailureReason reason, String detail, long nowNanos, Effects effects) {
        state.negotiated().ifPresent(its -> its.keys().wipe());
        state = new Gone();
        if (!begunAnew(reason, effects)) failed(reason, detail, nowNanos, effects);
    }

    /**
     * A forged cookie or group leads astray: the responder then proves, or asks for, what belongs to another request. So whoever obeyed
     * one and fails begins anew, once. RFC 7296 §2.21.1.
     */
    private boolean begunAnew(FailureReason reason, Effects effects) {
        boolean sensible = switch (reason) {
            case REFUSED_BY_PEER, PEER_NOT_AUTHENTIC, INVALID_KE_PAYLOAD, NO_PROPOSAL_CHOSEN, INVALID_SYNTAX -> true;
            default -> false;
        };
        if (!sensible || !swayed || first.isEmpty()) return false;
        context.keeper().beginAnew(first.get(), attempt, predecessor, effects);
        return true;
    }

    private void end(Negotiated negotiated) {
        negotiated.keys().wipe();
        state = new Gone();
    }

    /** The response to the last request is kept for a while: it may be lost. */
    private void linger(Negotiated negotiated, boolean proven, long nowNanos) {
        negotiated.keys().wipe();
        exchanges.settled();
        state = new Lingering(nowNanos + context.settings().defence().halfOpenNanos(), proven);
    }

    private void failed(FailureReason reason, String detail, long nowNanos, Effects effects) {
        effects.add(new IkeEffect.Failed(attempt, exchanges.peer(), reason, detail));
        predecessor.ifPresent(p -> p.wantLater(new Wish.Reauthenticate(), nowNanos));
    }
}
