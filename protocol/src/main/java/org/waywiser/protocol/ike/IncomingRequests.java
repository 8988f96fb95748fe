package org.waywiser.protocol.ike;

import java.util.List;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.EncryptedFragment;

/** The peer's requests, window 1: which Message ID comes next, and the response to the last. RFC 7296 §2.1 to §2.3. */
final class IncomingRequests {
    /** What a request is by its Message ID. */
    enum Order {
        /** The next one. */
        FRESH,
        /** The last one again, octet for octet: its response is sent again. */
        REPEATED,
        /** A first fragment with the Message ID of the last one: its response is sent again if it is authentic. */
        CUT_ANEW,
        /** Of the past, or the last one with other octets. */
        REPLAYED,
        /** Of the future. */
        AHEAD
    }

    private long nextId;
    private Octets lastRequest = Octets.EMPTY;
    private List<Octets> lastResponse = List.of();

    Order order(Arrival arrival) {
        long id = arrival.message().messageId();
        if (id == nextId) return Order.FRESH;
        if (id > nextId) return Order.AHEAD;
        if (id < nextId - 1) return Order.REPLAYED;
        if (arrival.octets().equals(lastRequest)) return Order.REPEATED;
        // RFC 7383 §2.6.1: of a request in fragments the first alone counts; it may have been cut in another way since
        var payloads = arrival.message().payloads();
        boolean first = !payloads.isEmpty() && payloads.getLast() instanceof EncryptedFragment skf && skf.number() == 1;
        return first ? Order.CUT_ANEW : Order.REPLAYED;
    }

    /**
     * Remembers the response to the request that was next.
     *
     * @param request or its first fragment
     */
    void answered(Octets request, List<Octets> response) {
        lastRequest = request;
        lastResponse = response;
        nextId++;
    }

    List<Octets> lastResponse() {
        return lastResponse;
    }
}
