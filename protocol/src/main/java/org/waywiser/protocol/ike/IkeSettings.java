package org.waywiser.protocol.ike;

import java.util.Optional;

/**
 * How an {@link IkeEndpoint} behaves.
 *
 * @param responder how to answer peers that initiate; empty to answer none
 * @param firstRetransmissionNanos from a request to its first retransmission; each next wait is 1.8 times as long
 * @param retransmissions of one request before the peer is deemed gone
 * @param halfOpenNanos from an IKE_SA_INIT response to the IKE_AUTH request at the latest
 * @param maximumHalfOpen SAs that may wait for their IKE_AUTH request
 */
public record IkeSettings(
        Optional<IkePolicy> responder,
        long firstRetransmissionNanos,
        int retransmissions,
        long halfOpenNanos,
        int maximumHalfOpen) {
    private static final long SECOND = 1_000_000_000;

    /** Gives up after about three minutes, RFC 7296 §2.4; 1,000 half-open SAs for 30 s. */
    public static IkeSettings defaults(Optional<IkePolicy> responder) {
        return new IkeSettings(responder, SECOND / 2, 9, 30 * SECOND, 1_000);
    }
}
