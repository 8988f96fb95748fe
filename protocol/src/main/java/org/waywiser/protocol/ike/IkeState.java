package org.waywiser.protocol.ike;

import java.util.List;
import java.util.Optional;

/**
 * How far an IKE SA is; the successor of another begins as Open. RFC 7296 §1.2, §1.4.1.
 *
 * <pre>
 * Initiator: Proposing ──IKE_SA_INIT──▶ Authenticating ──IKE_AUTH──▶ Open ──delete──▶ Gone
 * Responder:              HalfOpen ──IKE_AUTH──▶ Open ──delete by the peer──▶ Lingering ──▶ Gone
 * Refused:   Authenticating ──▶ Refusing (tells why) ──▶ Gone;  HalfOpen ──▶ Lingering ──▶ Gone
 * </pre>
 */
sealed interface IkeState {
    /** SPIs and keys, as long as there are any. */
    default Optional<Negotiated> negotiated() {
        return switch (this) {
            case Authenticating s -> Optional.of(s.its());
            case HalfOpen s -> Optional.of(s.its());
            case Refusing s -> Optional.of(s.its());
            case Open s -> Optional.of(s.sa().negotiated());
            case Proposing _, Lingering _, Gone _ -> Optional.empty();
        };
    }

    /** What this end began and the peer has not yet agreed to. */
    default Optional<Initiation> initiation() {
        return switch (this) {
            case Proposing s -> Optional.of(s.by());
            case Authenticating s -> Optional.of(s.by());
            case HalfOpen _, Refusing _, Open _, Lingering _, Gone _ -> Optional.empty();
        };
    }

    /**
     * A refusal in the clear.
     *
     * @param atNanos when it is believed, if no better response has come
     */
    record Refusal(FailureReason reason, String detail, long atNanos) {}

    /** Waits for the IKE_SA_INIT response. */
    record Proposing(Initiation by, IkeSaInitOffer offer, Optional<Refusal> refusal) implements IkeState {}

    /**
     * Waits for the IKE_AUTH response.
     *
     * @param child what this end puts into a child SA, if one is wanted
     * @param sinceNanos when the request was first sent
     */
    record Authenticating(Initiation by, Negotiated its, ChildEnd child, long sinceNanos) implements IkeState {}

    /**
     * Waits for the IKE_AUTH request.
     *
     * @param candidates one of which the peer has to fit
     * @param sinceNanos when the IKE_SA_INIT request came
     */
    record HalfOpen(Negotiated its, List<IkePolicy> candidates, long sinceNanos, long deadlineNanos)
            implements IkeState {}

    /** Tells a responder that was not believed; waits for its response. RFC 7296 §2.21.2. */
    record Refusing(Negotiated its) implements IkeState {}

    /** Both ends are authenticated, here or in the IKE SA that was rekeyed to this one. */
    record Open(OpenSa sa) implements IkeState {}

    /**
     * Without keys; repeats its last response if asked to.
     *
     * @param proven whether the peer had authenticated itself
     */
    record Lingering(long deadlineNanos, boolean proven) implements IkeState {}

    /** To be forgotten. */
    record Gone() implements IkeState {}
}
