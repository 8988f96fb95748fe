package org.waywiser.protocol.ike;

import java.util.Optional;

/**
 * How an {@link IkeEndpoint} behaves.
 *
 * @param responder how to answer peers that initiate; empty to answer none
 * @param retransmission of requests that are not answered
 * @param halfOpenNanos from an IKE_SA_INIT response to the IKE_AUTH request at the latest
 * @param maximumHalfOpen SAs that may wait for their IKE_AUTH request
 */
public record IkeSettings(
        Optional<IkePolicy> responder, Retransmission retransmission, long halfOpenNanos, int maximumHalfOpen) {
    private static final long SECOND = 1_000_000_000;

    /**
     * When a request is sent again. RFC 7296 §2.4.
     *
     * @param firstNanos from the request to its first repetition; each next wait is 1.8 times as long
     * @param times it is repeated before the peer is deemed gone
     */
    public record Retransmission(long firstNanos, int times) {
        /** Gives up after about three minutes. */
        public static final Retransmission DEFAULT = new Retransmission(SECOND / 2, 9);
    }

    /** 1,000 half-open SAs for 30 s. */
    public static IkeSettings defaults(Optional<IkePolicy> responder) {
        return new IkeSettings(responder, Retransmission.DEFAULT, 30 * SECOND, 1_000);
    }
}
