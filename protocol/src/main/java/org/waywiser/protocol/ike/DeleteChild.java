package org.waywiser.protocol.ike;

import java.util.List;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.IkePayload;

/** The end of a child SA, begun by this end. RFC 7296 §1.4.1. */
record DeleteChild(OpenSa sa, Child child) implements Task {
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
        sa.children().closing(child);
        return Children.delete(child);
    }

    @Override
    public Outcome process(Protected response, long nowNanos, Effects effects) {
        sa.children().remove(child, effects);
        return Outcome.DONE;
    }
}
