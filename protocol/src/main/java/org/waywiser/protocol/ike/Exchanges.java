package org.waywiser.protocol.ike;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.EncryptedFragment;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.IkeMessage;
import org.waywiser.wire.ike.IkePayload;

/** Requests and responses of one IKE SA: Message IDs, repetition, protection, fragments. RFC 7296 §2.1 to §2.3, RFC 7383. */
final class Exchanges {
    private final IkeSettings settings;
    private final boolean initiator;
    private final Path path;
    private final IncomingRequests incoming = new IncomingRequests();
    private final Opening opening = new Opening();
    private @Nullable OutgoingRequest outgoing;
    private long nextRequestId;

    /** @param initiator whether this end is the original initiator */
    Exchanges(IkeSettings settings, boolean initiator, Path path) {
        this.settings = settings;
        this.initiator = initiator;
        this.path = path;
    }

    /** The way to the peer. An SA that succeeds this one goes on with it. */
    Path path() {
        return path;
    }

    /** Those of IKE_AUTH, with one who has answered our IKE_SA_INIT request. RFC 7296 §2.2: its Message ID is 1. */
    static Exchanges afterIkeSaInit(IkeSettings settings, Path path) {
        var exchanges = new Exchanges(settings, true, path);
        exchanges.nextRequestId = 1;
        return exchanges;
    }

    /**
     * Those of the IKE SA that takes the place of this one. RFC 7296 §2.18: Message IDs begin with 0.
     *
     * @param byThisEnd whether this end began the rekeying
     */
    Exchanges successor(boolean byThisEnd) {
        return new Exchanges(settings, byThisEnd, path);
    }

    InetSocketAddress local() {
        return path.local();
    }

    InetSocketAddress peer() {
        return path.peer();
    }

    // ---- our requests

    /** Sends the IKE_SA_INIT request, or a changed one. RFC 7296 §2.2: Message ID 0 each time. */
    void begin(Octets request, long nowNanos, Effects effects) {
        nextRequestId = 0;
        send(ExchangeType.IKE_SA_INIT, List.of(request), nowNanos, effects);
    }

    void request(
            Negotiated negotiated, ExchangeType exchange, List<IkePayload> payloads, long nowNanos, Effects effects) {
        send(exchange, seal(negotiated, exchange, false, nextRequestId, payloads, effects), nowNanos, effects);
    }

    private void send(ExchangeType exchange, List<Octets> datagrams, long nowNanos, Effects effects) {
        outgoing = new OutgoingRequest(nextRequestId++, exchange, datagrams, settings.retransmission(), nowNanos);
        path.send(datagrams, effects);
    }

    /** Our request as sent, its first fragment if it was cut, if this is the response to it. */
    Optional<Octets> answeredBy(IkeMessage response) {
        return outgoing != null && outgoing.answeredBy(response.messageId(), response.exchange())
                ? Optional.of(outgoing.datagrams().getFirst())
                : Optional.empty();
    }

    /** Sends another IKE_SA_INIT request the next time that ours would be repeated. */
    void changeTo(Octets request) {
        if (outgoing != null) outgoing.changeTo(List.of(request));
    }

    /** Whether a request waits for its first response. */
    boolean waiting() {
        return outgoing != null && outgoing.dueNanos().isPresent();
    }

    /** Our IKE_SA_INIT request needs no further repetition, yet more responses may come. RFC 7296 §2.4. */
    void answered() {
        if (outgoing != null) outgoing.answered();
    }

    /** Our request needs no further repetition, and no response is expected. */
    void settled() {
        outgoing = null;
        opening.settled();
    }

    /** When {@link #tick} is due, if anything waits. */
    OptionalLong dueNanos() {
        var request = outgoing == null ? OptionalLong.empty() : outgoing.dueNanos();
        return Stream.of(request, opening.dueNanos(settings.defence().halfOpenNanos()), path.keepAliveNanos())
                .flatMapToLong(OptionalLong::stream)
                .reduce((one, other) -> other - one < 0 ? other : one);
    }

    /**
     * Repeats our request, gives up fragments and keeps a NAT awake, each if it is time.
     *
     * @return whether there is still hope of a response
     */
    boolean tick(long nowNanos, Effects effects) {
        opening.tick(nowNanos - settings.defence().halfOpenNanos());
        if (outgoing != null && outgoing.due(nowNanos)) {
            if (outgoing.spent()) return false;
            path.send(outgoing.repeat(nowNanos), effects);
        }
        path.keepAlive(effects);
        return true;
    }

    // ---- requests of the peer

    IncomingRequests.Order order(Arrival arrival) {
        return incoming.order(arrival);
    }

    /** Sends the last response again, octet for octet. */
    void respondAgain(InetSocketAddress from, InetSocketAddress to, Effects effects) {
        path.reply(incoming.lastResponse(), from, to, effects);
    }

    /** Sends the last response again if this fragment of its request is authentic. RFC 7383 §2.6.1. */
    void respondAgain(Negotiated negotiated, Arrival arrival, Effects effects) {
        var fragment = (EncryptedFragment) arrival.message().payloads().getLast();
        if (path.fragments() && opening.authentic(negotiated, arrival, fragment)) {
            respondAgain(arrival.to(), arrival.from(), effects);
        } else {
            effects.drop(arrival.from(), IkeDropReason.REPLAYED, "fragment of a request that is answered");
        }
    }

    void respond(Negotiated negotiated, Arrival arrival, List<IkePayload> payloads, Effects effects) {
        var request = arrival.message();
        var response = seal(negotiated, request.exchange(), true, request.messageId(), payloads, effects);
        incoming.answered(opening.answered(arrival), response);
        path.reply(response, arrival.to(), arrival.from(), effects);
    }

    /** Sends the IKE_SA_INIT response and remembers it. */
    void respond(Octets request, Octets response, InetSocketAddress from, InetSocketAddress to, Effects effects) {
        incoming.answered(request, List.of(response));
        path.reply(incoming.lastResponse(), from, to, effects);
    }

    // ---- protection

    /** The payloads inside; empty, and the message dropped, unless it is protected with the SA's keys and complete. */
    Optional<Protected> open(Negotiated negotiated, Arrival arrival, Effects effects) {
        var from = path.peer();
        var opened = opening.open(negotiated, arrival, path.fragments(), effects);
        opened.ifPresent(inside -> effects.trace(false, arrival.from(), arrival.message(), inside.all()));
        // who calls has made sure that it is fresh; before IKE_AUTH is over the peer has not settled down
        boolean settled = !arrival.message().exchange().equals(ExchangeType.IKE_AUTH);
        if (opened.isPresent() && settled && path.follow(arrival)) {
            effects.add(new IkeEffect.Moved(negotiated.spiI(), negotiated.spiR(), from, path.peer()));
        }
        return opened;
    }

    private List<Octets> seal(
            Negotiated negotiated,
            ExchangeType exchange,
            boolean response,
            long id,
            List<IkePayload> payloads,
            Effects effects) {
        var message = new IkeMessage(negotiated.spiI(), negotiated.spiR(), exchange, initiator, response, id, payloads);
        effects.trace(true, path.peer(), message, payloads);
        return Fragments.seal(message, negotiated.outbound(), path.longestMessage());
    }
}
