package org.waywiser.protocol.ike;

import java.util.OptionalLong;

/**
 * How an open IKE SA stands at the moment.
 *
 * @param rekeyAtNanos monotonic time at which this end rekeys it; empty for never
 * @param endsAtNanos monotonic time at which this end deletes it, unless a successor comes before; empty for never
 */
public record IkeSaStanding(
        long spiI, long spiR, Activity activity, OptionalLong rekeyAtNanos, OptionalLong endsAtNanos) {
    /** What is being done about it. */
    public enum Activity {
        ESTABLISHED,
        /** This end has asked for a successor. RFC 7296 §2.18. */
        REKEYING,
        /** Its deletion is under way, or it has a successor and waits for its end. RFC 7296 §1.4.1. */
        DELETING
    }
}
