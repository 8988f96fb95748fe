package org.waywiser.protocol.ike;

import java.util.List;
import java.util.Optional;

/**
 * How far an IKE SA is. RFC 7296 §1.2, §1.4.1.
 *
 * <pre>
 * Initiator: Proposing ──IKE_SA_INIT──▶ Authenticating ──IKE_AUTH──▶ Open ──delete──▶ Closing ──▶ Gone
 * Responder:              HalfOpen ──IKE_AUTH──▶ Open ──delete by the peer──▶ Lingering ──▶ Gone
 * Refused:   Authenticating ──▶ Closing (tells why) ──▶ Gone;  HalfOpen ──▶ Lingering ──▶ Gone
 * </pre>
 */
sealed interface IkeState {
    /**
     * A refusal in the clear.
     *
     * @param atNanos when it is believed, if no better response has come
     */
    record Refusal(FailureReason reason, String detail, long atNanos) {}

    /** Waits for the IKE_SA_INIT response. */
    record Proposing(IkeSaInitOffer offer, Optional<Refusal> refusal) implements IkeState {}

    /** Waits for the IKE_AUTH response. */
    record Authenticating(Negotiated negotiated) implements IkeState {}

    /**
     * Waits for the IKE_AUTH request.
     *
     * @param candidates one of which the peer has to fit
     */
    record HalfOpen(Negotiated negotiated, List<IkePolicy> candidates, long deadlineNanos) implements IkeState {}

    /** Both ends are authenticated. */
    record Open(Negotiated negotiated) implements IkeState {}

    /**
     * Waits for the response to the request that ends the SA.
     *
     * @param cause to be told then; empty if the SA never came about
     */
    record Closing(Negotiated negotiated, Optional<DeletionCause> cause) implements IkeState {}

    /**
     * Without keys; repeats its last response if asked to.
     *
     * @param proven whether the peer had authenticated itself
     */
    record Lingering(long deadlineNanos, boolean proven) implements IkeState {}

    /** To be forgotten. */
    record Gone() implements IkeState {}
}
