package org.waywiser.protocol.ike;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.waywiser.protocol.ike.IkeState.Gone;
import org.waywiser.protocol.ike.IkeState.HalfOpen;
import org.waywiser.protocol.ike.IkeState.Initiating;
import org.waywiser.protocol.ike.IkeState.Lingering;
import org.waywiser.protocol.ike.IkeState.Open;
import org.waywiser.protocol.ike.IkeState.Refusing;
import org.waywiser.security.ike.DhSource;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.IkeMessage;

/** One IKE SA from its first message to its end. RFC 7296 §1.2, §2.21. */
final class IkeSa {
    /** What all SAs of an endpoint share. */
    record Context(IkeSettings settings, DhSource dh, InstantSource wallTime, RandomGenerator random, Keeper keeper) {
        Octets newNonce() {
            return IkeSaInitOffer.newNonce(random);
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
        void beginAnew(IkeSaInitOffer first, Attempt attempt, Effects effects);

        /** Begins an SA with the same peer, to take the place of this one. RFC 7296 §2.8.3. */
        void reauthenticate(OpenSa sa, long nowNanos, Effects effects);

        /** Whether there is, or may soon be, an SA between these ends apart from this one. */
        boolean knowsAnother(long ownSpi, IkeAuth.Ends ends);

        /** The peer knows of no SA but this one: the others that stood before that time go. RFC 7296 §2.4. */
        void alone(OpenSa sa, long beforeNanos, Effects effects);
    }

    private final Context context;
    private final boolean initiator;
    private final long ownSpi;
    private Exchanges exchanges;
    private IkeState state;

    private IkeSa(Context context, boolean initiator, long ownSpi, Exchanges exchanges, IkeState state) {
        this.context = context;
        this.initiator = initiator;
        this.ownSpi = ownSpi;
        this.exchanges = exchanges;
        this.state = state;
    }

    /** Begins as initiator. */
    static IkeSa initiate(Context context, Attempt attempt, IkeSaInitOffer offer, long nowNanos, Effects effects) {
        var path = new Path(context.settings().network(), offer.local(), offer.peer());
        var exchanges = new Exchanges(context.settings(), true, path);
        var state = new Initiation(context, attempt, offer, exchanges).begin(nowNanos, effects);
        return new IkeSa(context, true, offer.spiI(), exchanges, state);
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
        var state = new HalfOpen(negotiated, candidates, effects.nowNanos(), deadlineNanos);
        return new IkeSa(context, false, negotiated.spiR(), exchanges, state);
    }

    /** Comes of rekeying another. RFC 7296 §2.18. */
    static IkeSa successor(OpenSa sa) {
        var its = sa.negotiated();
        return new IkeSa(sa.context(), its.initiator(), its.ownSpi(), sa.exchanges(), new Open(sa));
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

    /** Whether it is not yet the SA that the user wants by this number. */
    boolean isAttempt(long number) {
        return state instanceof Initiating s && s.by().isAttempt(number);
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

    /** Empty unless the SA is open. */
    Optional<IkeSaStanding> standing() {
        return state instanceof Open(var sa) ? Optional.of(sa.standing()) : Optional.empty();
    }

    /** Whether it is between these ends, or may come to be. */
    boolean maybeBetween(IkeAuth.Ends ends) {
        return switch (state) {
            case Open(var sa) -> sa.ends().maybe(ends);
            case Initiating s ->
                s.claimants().stream().anyMatch(c -> s.by().ends(c.its()).maybe(ends));
            case HalfOpen _, Refusing _, Lingering _, Gone _ -> false;
        };
    }

    /** The peer knows of no SA between these ends that stood before this time. RFC 7296 §2.4. */
    void forgotten(IkeAuth.Ends ends, long beforeNanos, Effects effects) {
        if (state instanceof Open(var sa) && sa.ends().equals(ends) && sa.authenticatedNanos() - beforeNanos <= 0) {
            sa.forgotten(effects);
            end(sa.negotiated());
        }
    }

    /** When {@link #tick} is due. */
    OptionalLong deadline() {
        return switch (state) {
            case Initiating s -> s.by().dueNanos(s);
            case Refusing s -> Initiation.dueNanos(s.claimants());
            case HalfOpen s -> OptionalLong.of(s.deadlineNanos());
            case Lingering s -> OptionalLong.of(s.deadlineNanos());
            case Open s -> s.sa().deadline();
            case Gone _ -> OptionalLong.empty();
        };
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
        if (state instanceof Initiating s) {
            state = s.by().end(s, FailureReason.ABANDONED, "no longer wanted", nowNanos, effects);
        }
    }

    void tick(long nowNanos, Effects effects) {
        switch (state) {
            case Initiating s -> state = s.by().tick(s, nowNanos, effects);
            case Refusing s -> state = s.by().tick(s, nowNanos, effects);
            case HalfOpen s -> {
                if (nowNanos - s.deadlineNanos() < 0) return;
                failed(FailureReason.TIMED_OUT, "no IKE_AUTH request", effects);
                end(s.its());
            }
            case Lingering s -> {
                if (nowNanos - s.deadlineNanos() >= 0) state = new Gone();
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
        switch (state) {
            case Initiating s -> {
                state = s.by().responded(s, arrival, nowNanos, effects);
                // it was one of several who answered IKE_SA_INIT: what was exchanged with it goes on
                if (state instanceof Open(var sa)) exchanges = sa.exchanges();
            }
            case Refusing s -> state = s.by().responded(s, arrival, effects);
            case Open(var sa)
            when exchanges.answeredBy(arrival.message()).isPresent() -> {
                sa.responded(arrival, nowNanos, effects);
                follow(sa, nowNanos);
            }
            case HalfOpen _, Open _, Lingering _, Gone _ ->
                effects.drop(arrival.from(), IkeDropReason.UNEXPECTED_RESPONSE, "to no request of ours");
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
            case Initiating _, Refusing _ ->
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
        var end = new ChildEnd(context.newChildSpi(), ChildSelectors.between(exchanges, negotiated.nat()));
        var wallTime = context.wallTime().instant();
        var answer = IkeAuth.answer(negotiated, halfOpen.candidates(), end, request.get(), wallTime);
        exchanges.respond(negotiated, arrival, answer.payloads(), effects);
        switch (answer) {
            case IkeAuth.Answer.Authentic(var _, var opened, var child) -> {
                var sa = OpenSa.first(context, opened, exchanges, OptionalLong.empty(), nowNanos, effects);
                state = new Open(sa);
                child.map(terms -> Child.ofIkeAuth(opened.sa(), terms))
                        .ifPresent(c -> sa.began(Optional.empty(), c, nowNanos, effects));
                if (opened.initialContact()) context.keeper().alone(sa, halfOpen.sinceNanos(), effects);
            }
            case IkeAuth.Answer.Refused(var _, var reason, var detail) -> {
                failed(reason, detail, effects);
                linger(negotiated, false, nowNanos);
            }
        }
    }

    // ---- ends

    /** The peer has not proven itself. */
    private void failed(FailureReason reason, String detail, Effects effects) {
        effects.add(new IkeEffect.Failed(OptionalLong.empty(), exchanges.peer(), reason, detail));
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
}
