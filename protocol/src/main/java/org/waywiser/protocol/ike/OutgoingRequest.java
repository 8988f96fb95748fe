package org.waywiser.protocol.ike;

import java.util.List;
import java.util.OptionalLong;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.ExchangeType;

/** A request that waits for its response and is repeated, ever more slowly. RFC 7296 §2.1, §2.4. */
final class OutgoingRequest {
    private static final double BACK_OFF = 1.8;

    private final long messageId;
    private final ExchangeType exchange;
    private List<Octets> datagrams;
    private List<Octets> next;
    private boolean answered;
    private int repetitionsLeft;
    private long waitNanos;
    private long dueNanos;

    /** Sent at {@code nowNanos}. */
    OutgoingRequest(
            long messageId,
            ExchangeType exchange,
            List<Octets> datagrams,
            IkeSettings.Retransmission settings,
            long nowNanos) {
        this.messageId = messageId;
        this.exchange = exchange;
        this.datagrams = datagrams;
        next = datagrams;
        repetitionsLeft = settings.times();
        waitNanos = settings.firstNanos();
        dueNanos = nowNanos + waitNanos;
    }

    /** The message, or all its fragments, as sent last. */
    List<Octets> datagrams() {
        return datagrams;
    }

    /** When to repeat it, or to give up; never once it is answered. */
    OptionalLong dueNanos() {
        return answered ? OptionalLong.empty() : OptionalLong.of(dueNanos);
    }

    boolean due(long nowNanos) {
        return !answered && nowNanos - dueNanos >= 0;
    }

    /** Another message goes out in its place when it is repeated. */
    void changeTo(List<Octets> other) {
        next = other;
    }

    /** It is not repeated any more, yet further responses may come. */
    void answered() {
        answered = true;
    }

    boolean answeredBy(long responseId, ExchangeType responseExchange) {
        return responseId == messageId && responseExchange.equals(exchange);
    }

    /** Whether all repetitions are used up: when due, the peer is deemed gone. */
    boolean spent() {
        return repetitionsLeft == 0;
    }

    /** To be sent again now. */
    List<Octets> repeat(long nowNanos) {
        repetitionsLeft--;
        waitNanos = (long) (BACK_OFF * waitNanos);
        dueNanos = nowNanos + waitNanos;
        datagrams = next;
        return datagrams;
    }
}
