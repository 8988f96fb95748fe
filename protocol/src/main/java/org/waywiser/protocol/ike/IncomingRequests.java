package org.waywiser.protocol.ike;

import org.waywiser.wire.Octets;

/** The peer's requests, window 1: which Message ID comes next, and the response to the last. RFC 7296 §2.1 to §2.3. */
final class IncomingRequests {
    /** What a request is by its Message ID. */
    enum Order {
        /** The next one. */
        FRESH,
        /** The last one again, octet for octet: its response is sent again. */
        REPEATED,
        /** Of the past, or the last one with other octets. */
        REPLAYED,
        /** Of the future. */
        AHEAD
    }

    private long nextId;
    private Octets lastRequest = Octets.EMPTY;
    private Octets lastResponse = Octets.EMPTY;

    Order order(long messageId, Octets request) {
        if (messageId == nextId) return Order.FRESH;
        if (messageId > nextId) return Order.AHEAD;
        return messageId == nextId - 1 && request.equals(lastRequest) ? Order.REPEATED : Order.REPLAYED;
    }

    /** Remembers the response to the request that was next. */
    void answered(Octets request, Octets response) {
        lastRequest = request;
        lastResponse = response;
        nextId++;
    }

    Octets lastResponse() {
        return lastResponse;
    }
}
