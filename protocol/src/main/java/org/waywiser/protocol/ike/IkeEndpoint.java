package org.waywiser.protocol.ike;

import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.waywiser.security.ike.DhSource;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.FirstGlance;
import org.waywiser.wire.ike.IkeHeader;
import org.waywiser.wire.ike.IkeMessage;
import org.waywiser.wire.ike.IkePayload;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;

/** All IKE SAs of one UDP socket, as initiator and responder. Not safe for use by several threads. RFC 7296. */
public final class IkeEndpoint {
    private static final int MARKER = 4;
    private static final int KEEPALIVE = 0xff;
    private static final int MAJOR_VERSION = 2;
    private static final int UNPROTECTED_ANSWERS_PER_SECOND = 100;

    private final IkeSettings settings;
    private final RandomGenerator random;
    private final IkeSa.Context context;
    private final Map<IkeDropReason, Long> drops = new EnumMap<>(IkeDropReason.class);
    private final Map<Long, IkeSa> bySpi = new HashMap<>();
    private final Map<Octets, IkeSa> byFirstRequest = new HashMap<>();
    private final Map<Long, Octets> firstRequests = new HashMap<>();
    private final HalfOpenSas halfOpen = new HalfOpenSas();
    private final Failures failures = new Failures();
    private final FirstContact firstContact;
    private final Deadlines deadlines = new Deadlines();
    private final RateLimit answers = new RateLimit(UNPROTECTED_ANSWERS_PER_SECOND);

    /**
     * An endpoint without SAs.
     *
     * @param random for SPIs and nonces: a cryptographic one, but in tests
     * @param wallTime for the validity of certificates
     */
    public IkeEndpoint(IkeSettings settings, RandomGenerator random, DhSource dh, InstantSource wallTime) {
        this.settings = settings;
        this.random = random;
        this.context = new IkeSa.Context(settings, dh, wallTime, random, new Keeping());
        this.firstContact = new FirstContact(settings.defence(), halfOpen, failures, random);
    }

    /**
     * Takes in one event and says what to do, in order.
     *
     * @param nowNanos monotonic time
     */
    public List<IkeEffect> on(IkeInput input, long nowNanos) {
        var effects = new Effects(drops, nowNanos, settings.traced());
        switch (input) {
            case IkeInput.Initiate wanted -> initiate(wanted, nowNanos, effects);
            case IkeInput.Received datagram -> received(datagram, nowNanos, effects);
            case IkeInput.Tick _ -> tick(nowNanos, effects);
            case IkeInput.Delete(long spiI, long spiR) ->
                want(spiI, spiR, new Wish.DeleteIke(DeletionCause.LOCAL), nowNanos, effects);
            case IkeInput.Rekey(long spiI, long spiR) -> want(spiI, spiR, new Wish.RekeyIke(), nowNanos, effects);
            case IkeInput.Reauthenticate(long spiI, long spiR) ->
                want(spiI, spiR, new Wish.Reauthenticate(), nowNanos, effects);
            case IkeInput.CheckLiveness(long spiI, long spiR) ->
                want(spiI, spiR, new Wish.CheckLiveness(), nowNanos, effects);
            case IkeInput.CreateChild(long spiI, long spiR) ->
                want(spiI, spiR, new Wish.CreateChild(), nowNanos, effects);
            case IkeInput.RekeyChild(long spiI, long spiR, int child) ->
                want(spiI, spiR, new Wish.RekeyChild(child), nowNanos, effects);
            case IkeInput.DeleteChild(long spiI, long spiR, int child) ->
                want(spiI, spiR, new Wish.DeleteChild(child), nowNanos, effects);
            case IkeInput.Abandon(long attempt) -> abandon(attempt, nowNanos, effects);
        }
        return effects.toList();
    }

    /** Monotonic time of the next {@link IkeInput.Tick} wanted; empty if none is. */
    public OptionalLong deadline() {
        return deadlines.earliest();
    }

    /** How many datagrams were dropped, by reason; reasons that never happened are absent. */
    public Map<IkeDropReason, Long> drops() {
        return Map.copyOf(drops);
    }

    /** How all open SAs stand, those too that may yet lose against another in a rekeying. */
    public List<IkeSaStanding> standings() {
        return bySpi.values().stream().flatMap(sa -> sa.standing().stream()).toList();
    }

    /** How many SAs there are, in whatever state. */
    int size() {
        return bySpi.size();
    }

    private void initiate(IkeInput.Initiate wanted, long nowNanos, Effects effects) {
        var offer = offer(wanted.policy(), wanted.local(), wanted.peer());
        settle(IkeSa.initiate(context, Attempt.ofUser(wanted.attempt()), offer, nowNanos, effects));
    }

    private IkeSaInitOffer offer(IkePolicy policy, InetSocketAddress local, InetSocketAddress peer) {
        return IkeSaInitOffer.first(policy, settings.network(), local, peer, newSpi(), random, context.dh());
    }

    private void tick(long nowNanos, Effects effects) {
        for (var due = deadlines.due(nowNanos); due.isPresent(); due = deadlines.due(nowNanos)) {
            var sa = bySpi.get(due.getAsLong());
            if (sa == null) throw new IllegalStateException("a deadline without SA");
            sa.tick(nowNanos, effects);
            settle(sa);
        }
    }

    private void want(long spiI, long spiR, Wish wish, long nowNanos, Effects effects) {
        for (long spi : List.of(spiI, spiR)) {
            var sa = bySpi.get(spi);
            if (sa != null && sa.named(spiI, spiR)) sa.want(wish, nowNanos, effects);
        }
    }

    private void abandon(long attempt, long nowNanos, Effects effects) {
        for (var sa : List.copyOf(bySpi.values())) {
            if (!sa.isAttempt(attempt)) continue;
            sa.abandon(nowNanos, effects);
            settle(sa);
        }
    }

    // ---- datagrams

    private void received(IkeInput.Received datagram, long nowNanos, Effects effects) {
        var octets = unmarked(datagram.octets());
        if (octets.length() == 1 && octets.at(0) == KEEPALIVE) {
            effects.drop(datagram.from(), IkeDropReason.KEEPALIVE, "NAT keepalive");
            return;
        }
        effects.traceClear(false, datagram.from(), octets);
        IkeMessage message;
        try {
            var header = IkeHeader.read(WireReader.of(octets));
            if (header.majorVersion() != MAJOR_VERSION) {
                otherVersion(header, octets, datagram, nowNanos, effects);
                return;
            }
            if (begins(header)) {
                begin(header, octets, datagram, nowNanos, effects);
                return;
            }
            message = IkeMessage.read(octets.toByteArray());
        } catch (MalformedMessage e) {
            effects.drop(datagram.from(), IkeDropReason.MALFORMED, String.valueOf(e.getMessage()));
            return;
        }
        if (message.spiI() == 0) {
            effects.drop(datagram.from(), IkeDropReason.INVALID_VALUE, "no SPI of the initiator");
        } else {
            route(new Arrival(message, octets, datagram.from(), datagram.to()), nowNanos, effects);
        }
    }

    /** Off port 500 four zero octets come first; an SPI of the initiator that begins so is a peer's bad luck. */
    private static Octets unmarked(Octets datagram) {
        boolean marked =
                datagram.length() >= MARKER && datagram.slice(0, MARKER).isZero();
        return marked ? datagram.slice(MARKER, datagram.length()) : datagram;
    }

    /** RFC 7296 §2.5: a request of a higher version is told which version we speak. */
    private void otherVersion(
            IkeHeader header, Octets request, IkeInput.Received datagram, long nowNanos, Effects effects) {
        effects.drop(datagram.from(), IkeDropReason.OTHER_VERSION, "major version " + header.majorVersion());
        if (header.majorVersion() < MAJOR_VERSION || header.response() || !answers.allows(nowNanos)) return;
        // RFC 7296 §1.5: SPIs, Message ID and exchange are those of the request
        var answer = new IkeMessage(
                header.spiI(),
                header.spiR(),
                header.exchange(),
                !header.initiator(),
                true,
                header.messageId(),
                List.of(Notify.of(NotifyType.INVALID_MAJOR_VERSION)));
        answer(request, Octets.of(answer.toByteArray()), datagram, effects);
    }

    private static boolean begins(IkeHeader header) {
        return header.exchange().equals(ExchangeType.IKE_SA_INIT)
                && header.initiator()
                && !header.response()
                && header.spiI() != 0
                && header.spiR() == 0
                && header.messageId() == 0;
    }

    private void begin(IkeHeader header, Octets octets, IkeInput.Received datagram, long nowNanos, Effects effects)
            throws MalformedMessage {
        if (settings.responder().silent()) {
            effects.drop(datagram.from(), IkeDropReason.NOT_A_RESPONDER, "IKE_SA_INIT request");
            return;
        }
        // RFC 7296 §2.1: told apart by the whole message, since initiators behind one NAT may choose the same SPI
        var digest = digest(octets);
        var known = byFirstRequest.get(digest);
        if (known != null) {
            known.begunAgain(datagram, effects);
            return;
        }
        var glance = FirstGlance.read(octets);
        switch (firstContact.judge(header.spiI(), glance, datagram.from(), bySpi.size(), nowNanos)) {
            case FirstContact.Decision.Welcome welcome ->
                welcome(IkeMessage.read(octets.toByteArray()), octets, digest, welcome, datagram, nowNanos, effects);
            case FirstContact.Decision.Challenge(var cookie) ->
                challenge(header.spiI(), cookie, octets, datagram, effects);
            case FirstContact.Decision.Unwelcome(var reason, var detail) ->
                effects.drop(datagram.from(), reason, detail);
        }
    }

    private void welcome(
            IkeMessage request,
            Octets octets,
            Octets digest,
            FirstContact.Decision.Welcome welcome,
            IkeInput.Received datagram,
            long nowNanos,
            Effects effects)
            throws MalformedMessage {
        var candidates = settings.responder().towards(datagram.from().getAddress());
        switch (IkeSaInitAnswer.process(
                request, datagram, octets, candidates, settings.network(), newSpi(), random, context.dh())) {
            case IkeSaInitAnswer.Outcome.Agreed(var negotiated) -> {
                long deadline = nowNanos + welcome.halfOpenNanos();
                var sa = IkeSa.answer(context, candidates.all(), negotiated, datagram, deadline, effects);
                byFirstRequest.put(digest, sa);
                firstRequests.put(sa.ownSpi(), digest);
                halfOpen.add(sa.ownSpi(), datagram.from());
                settle(sa);
            }
            case IkeSaInitAnswer.Outcome.Refused(var response, var reason, var detail) -> {
                boolean calm = answers.allows(nowNanos);
                if (calm || welcome.proven()) {
                    answer(octets, response, datagram, effects);
                } else {
                    // RFC 7296 §2.21.4 limits refusals, yet a peer that does receive them shall not suffer from a flood
                    var again =
                            firstContact.challenge(request.spiI(), FirstGlance.read(octets), datagram.from(), nowNanos);
                    challenge(request.spiI(), again.cookie(), octets, datagram, effects);
                }
                if (calm) effects.add(new IkeEffect.Failed(OptionalLong.empty(), datagram.from(), reason, detail));
            }
            case IkeSaInitAnswer.Outcome.Ignored(var reason, var detail) ->
                effects.drop(datagram.from(), reason, detail);
        }
    }

    /** HDR(A,0), N(COOKIE). RFC 7296 §2.6. */
    private static void challenge(
            long spiI, Octets cookie, Octets request, IkeInput.Received datagram, Effects effects) {
        effects.drop(datagram.from(), IkeDropReason.COOKIE_WANTED, "no cookie that fits");
        var notify = List.<IkePayload>of(Notify.of(NotifyType.COOKIE, cookie));
        var response = new IkeMessage(spiI, 0, ExchangeType.IKE_SA_INIT, false, true, 0, notify);
        answer(request, Octets.of(response.toByteArray()), datagram, effects);
    }

    /** Answers in the clear, by no more octets than were asked with: RFC 8019 §10. */
    private static void answer(Octets request, Octets response, IkeInput.Received datagram, Effects effects) {
        if (response.length() > request.length()) {
            effects.drop(
                    datagram.from(), IkeDropReason.AMPLIFYING, response.length() + " octets to " + request.length());
        } else {
            effects.send(response, datagram.to(), datagram.from());
        }
    }

    /** RFC 7296 §2.6: by the SPI that this end chose, which the Initiator flag tells. */
    private void route(Arrival arrival, long nowNanos, Effects effects) {
        var message = arrival.message();
        var sa = bySpi.get(message.initiator() ? message.spiR() : message.spiI());
        if (sa == null) {
            // RFC 7296 §2.21.4 allows an INVALID_IKE_SPI here; silence gives nothing away
            effects.drop(arrival.from(), IkeDropReason.UNKNOWN_SPI, message.exchange() + " of no SA here");
        } else if (!sa.owns(message)) {
            effects.drop(arrival.from(), IkeDropReason.WRONG_SPI, message.exchange() + " of no SA here");
        } else {
            boolean refused = sa.refusedPeer();
            sa.received(arrival, nowNanos, effects);
            if (!refused && sa.refusedPeer()) failures.count(Source.of(arrival.from()), nowNanos);
            settle(sa);
        }
    }

    // ---- bookkeeping

    /** What SAs change about one another. */
    private final class Keeping implements IkeSa.Keeper {
        @Override
        public long newSpi() {
            return IkeEndpoint.this.newSpi();
        }

        @Override
        public void add(IkeSa sa) {
            settle(sa);
        }

        @Override
        public void changed(long ownSpi) {
            var sa = bySpi.get(ownSpi);
            if (sa != null) settle(sa);
        }

        @Override
        public void beginAnew(IkeSaInitOffer first, Attempt attempt, Effects effects) {
            var offer = offer(first.policy(), first.local(), first.peer());
            settle(IkeSa.initiate(context, attempt, offer, effects.nowNanos(), effects));
        }

        @Override
        public void reauthenticate(OpenSa sa, long nowNanos, Effects effects) {
            var offer =
                    offer(sa.policy(), sa.exchanges().local(), sa.exchanges().peer());
            settle(IkeSa.initiate(context, Attempt.inPlaceOf(sa), offer, nowNanos, effects));
        }

        @Override
        public boolean knowsAnother(long ownSpi, IkeAuth.Ends ends) {
            return bySpi.values().stream().anyMatch(sa -> sa.ownSpi() != ownSpi && sa.maybeBetween(ends));
        }

        @Override
        public void alone(OpenSa only, long beforeNanos, Effects effects) {
            for (var sa : List.copyOf(bySpi.values())) {
                if (sa.ownSpi() == only.negotiated().ownSpi()) continue;
                sa.forgotten(only.ends(), beforeNanos, effects);
                settle(sa);
            }
        }
    }

    /** Notes what has become of an SA. */
    private void settle(IkeSa sa) {
        deadlines.set(sa.ownSpi(), sa.deadline());
        if (!sa.unproven()) halfOpen.remove(sa.ownSpi());
        if (!sa.gone()) {
            bySpi.put(sa.ownSpi(), sa);
            return;
        }
        bySpi.remove(sa.ownSpi());
        var digest = firstRequests.remove(sa.ownSpi());
        if (digest != null) byFirstRequest.remove(digest);
    }

    /** Unique here, and never like a non-ESP marker. */
    private long newSpi() {
        long spi = random.nextLong();
        while (spi >>> 32 == 0 || bySpi.containsKey(spi)) spi = random.nextLong();
        return spi;
    }

    private static Octets digest(Octets octets) {
        try {
            return Octets.of(MessageDigest.getInstance("SHA-256").digest(octets.toByteArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256", e); // every Java platform has it
        }
    }
}
