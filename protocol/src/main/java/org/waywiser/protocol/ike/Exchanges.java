package org.waywiser.protocol.ike;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.waywiser.security.ike.NotAuthentic;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.Encrypted;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.IkeMessage;
import org.waywiser.wire.ike.IkePayload;

/** Requests and responses of one IKE SA: Message IDs, repetition, protection, addresses. RFC 7296 §2.1 to §2.3. */
final class Exchanges {
    private final IkeSettings settings;
    private final boolean initiator;
    private final IncomingRequests incoming = new IncomingRequests();
    private @Nullable OutgoingRequest outgoing;
    private long nextRequestId;
    private InetSocketAddress local;
    private InetSocketAddress peer;

    /** @param initiator whether this end is the original initiator */
    Exchanges(IkeSettings settings, boolean initiator, InetSocketAddress local, InetSocketAddress peer) {
        this.settings = settings;
        this.initiator = initiator;
        this.local = local;
        this.peer = peer;
    }

    InetSocketAddress local() {
        return local;
    }

    InetSocketAddress peer() {
        return peer;
    }

    /** From now on the peer is where this message came from. */
    void follow(Arrival arrival) {
        local = arrival.to();
        peer = arrival.from();
    }

    // ---- our requests

    /** Sends the IKE_SA_INIT request, or a changed one. RFC 7296 §2.2: Message ID 0 each time. */
    void begin(Octets request, long nowNanos, Effects effects) {
        nextRequestId = 0;
        send(ExchangeType.IKE_SA_INIT, request, nowNanos, effects);
    }

    void request(
            Negotiated negotiated, ExchangeType exchange, List<IkePayload> payloads, long nowNanos, Effects effects) {
        send(exchange, seal(negotiated, exchange, false, nextRequestId, payloads), nowNanos, effects);
    }

    private void send(ExchangeType exchange, Octets octets, long nowNanos, Effects effects) {
        outgoing = new OutgoingRequest(nextRequestId++, exchange, octets, settings.retransmission(), nowNanos);
        effects.send(octets, local, peer);
    }

    /** Our request as sent, if this is the response to it. */
    Optional<Octets> answeredBy(IkeMessage response) {
        return outgoing != null && outgoing.answeredBy(response.messageId(), response.exchange())
                ? Optional.of(outgoing.octets())
                : Optional.empty();
    }

    /** Our request needs no further repetition. */
    void settled() {
        outgoing = null;
    }

    /** When {@link #repeat} is due, if a request waits. */
    OptionalLong dueNanos() {
        return outgoing == null ? OptionalLong.empty() : OptionalLong.of(outgoing.dueNanos());
    }

    /**
     * Repeats our request if it is time.
     *
     * @return whether there is still hope
     */
    boolean repeat(long nowNanos, Effects effects) {
        if (outgoing == null || nowNanos - outgoing.dueNanos() < 0) return true;
        if (outgoing.spent()) return false;
        effects.send(outgoing.repeat(nowNanos), local, peer);
        return true;
    }

    // ---- requests of the peer

    IncomingRequests.Order order(Arrival arrival) {
        return incoming.order(arrival.message().messageId(), arrival.octets());
    }

    /** Sends the last response again, octet for octet. */
    void respondAgain(InetSocketAddress from, InetSocketAddress to, Effects effects) {
        effects.send(incoming.lastResponse(), from, to);
    }

    void respond(Negotiated negotiated, Arrival arrival, List<IkePayload> payloads, Effects effects) {
        var request = arrival.message();
        var response = seal(negotiated, request.exchange(), true, request.messageId(), payloads);
        respond(arrival.octets(), response, arrival.to(), arrival.from(), effects);
    }

    /** Sends a response and remembers it. RFC 7296 §2.11: to where the request came from. */
    void respond(Octets request, Octets response, InetSocketAddress from, InetSocketAddress to, Effects effects) {
        incoming.answered(request, response);
        effects.send(response, from, to);
    }

    // ---- protection

    /** The payloads inside; empty, and the message dropped, unless it is protected with the SA's keys. */
    Optional<Protected> open(Negotiated negotiated, Arrival arrival, Effects effects) {
        var payloads = arrival.message().payloads();
        if (payloads.isEmpty() || !(payloads.getLast() instanceof Encrypted sk)) {
            effects.drop(arrival.from(), IkeDropReason.NOT_PROTECTED, "no Encrypted payload");
            return Optional.empty();
        }
        var clear = payloads.subList(0, payloads.size() - 1);
        try {
            var sealed = Protection.open(arrival.octets(), sk, negotiated.inbound());
            return Optional.of(new Protected(clear, sealed, Optional.empty()));
        } catch (NotAuthentic e) {
            effects.drop(arrival.from(), IkeDropReason.NOT_AUTHENTIC, "integrity check failed");
            return Optional.empty();
        } catch (MalformedMessage e) {
            var malformed = Problem.malformed(String.valueOf(e.getMessage()));
            return Optional.of(new Protected(clear, List.of(), Optional.of(malformed)));
        }
    }

    private Octets seal(
            Negotiated negotiated, ExchangeType exchange, boolean response, long id, List<IkePayload> payloads) {
        var message = new IkeMessage(negotiated.spiI(), negotiated.spiR(), exchange, initiator, response, id, payloads);
        return Protection.seal(message, negotiated.outbound());
    }
}
