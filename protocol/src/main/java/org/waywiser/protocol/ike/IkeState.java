package org.waywiser.protocol.ike;

import java.util.List;
import java.util.Optional;

/**
 * How far an IKE SA is; the successor of another begins as Open. RFC 7296 §1.2, §1.4.1.
 *
 * <pre>
 * Initiator: Initiating ──IKE_SA_INIT, IKE_AUTH──▶ Open ──delete──▶ Gone
 * Responder: HalfOpen ──IKE_AUTH──▶ Open ──delete by the peer──▶ Lingering ──▶ Gone
 * Refused:   Initiating ──▶ Refusing (tells why) ──▶ Gone;  HalfOpen ──▶ Lingering ──▶ Gone
 * </pre>
 */
sealed interface IkeState {
    /** SPIs and keys, if there are any and no others. */
    default Optional<Negotiated> negotiated() {
        return switch (this) {
            case HalfOpen s -> Optional.of(s.its());
            case Open s -> Optional.of(s.sa().negotiated());
            case Initiating _, Refusing _, Lingering _, Gone _ -> Optional.empty();
        };
    }

    /**
     * A refusal by somebody who has proven nothing.
     *
     * @param atNanos when it is believed, if nothing better has come
     */
    record Refusal(FailureReason reason, String detail, long atNanos) {}

    /**
     * Waits for the IKE_SA_INIT response, and then for the IKE_AUTH response of each who has sent one. RFC 7296 §2.4.
     *
     * @param offer sent last
     * @param refusal what the attempt fails with, if nothing better comes
     */
    record Initiating(Initiation by, IkeSaInitOffer offer, Optional<Refusal> refusal, List<Claimant> claimants)
            implements IkeState {
        /** Whether there is one that may prove to be the responder. */
        boolean hopeful() {
            return claimants.stream().anyMatch(c -> !c.refused());
        }
    }

    /**
     * Waits for the IKE_AUTH request.
     *
     * @param candidates one of which the peer has to fit
     * @param sinceNanos when the IKE_SA_INIT request came
     */
    record HalfOpen(Negotiated its, List<IkePolicy> candidates, long sinceNanos, long deadlineNanos)
            implements IkeState {}

    /** The attempt is over; tells those that were not believed, and waits for their responses. RFC 7296 §2.21.2. */
    record Refusing(Initiation by, List<Claimant> claimants) implements IkeState {}

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
