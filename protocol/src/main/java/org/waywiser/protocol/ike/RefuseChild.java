package org.waywiser.protocol.ike;

import java.util.List;
import org.waywiser.wire.ike.Delete;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.IkePayload;

/**
 * Deletes a child that the peer made and this end did not take. RFC 7296 §1.4.1, §2.9.
 *
 * @param tell under the SPI that this end had offered
 */
record RefuseChild(Delete tell) implements Task {
    @Override
    public ExchangeType exchange() {
        return ExchangeType.INFORMATIONAL;
    }

    @Override
    public Collisions.Doing doing() {
        return Collisions.Doing.CLOSING_CHILD;
    }

    /** HDR, SK {D}. */
    @Override
    public List<IkePayload> build() {
        return List.of(tell);
    }

    /** The peer names its half, or has nothing to say of it. */
    @Override
    public Outcome process(Protected response, long nowNanos, Effects effects) {
        return Outcome.DONE;
    }
}
