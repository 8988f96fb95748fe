package org.waywiser.protocol.ike;

import java.util.List;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.IkePayload;

/** An exchange that this end begins on an open IKE SA. */
interface Task {
    ExchangeType exchange();

    /** What the peer's requests may collide with meanwhile. */
    Collisions.Doing doing();

    /** Payloads of the request. */
    List<IkePayload> build();

    /** Takes in a response that passed its integrity check. */
    Outcome process(Protected response, long nowNanos, Effects effects);

    /** What is left to do after a response. */
    sealed interface Outcome {
        Outcome DONE = new Done();

        record Done() implements Outcome {}

        /** The peer wants the request changed. RFC 7296 §1.3: INVALID_KE_PAYLOAD. */
        record Again(Task changed) implements Outcome {}

        /** The peer refuses for now. RFC 7296 §2.25: TEMPORARY_FAILURE. */
        record Later(Wish wish) implements Outcome {}

        /** The IKE SA is no more. */
        record Ended(DeletionCause cause) implements Outcome {}

        /** The response makes no sense, so the ends disagree about what they hold: the IKE SA has to go. */
        record Senseless(String detail) implements Outcome {}
    }
}
