package org.waywiser.protocol.ike;

import java.util.List;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.IkePayload;

/** Asks whether the peer is there: any protected answer will do. RFC 7296 §1.4, §2.4. */
record CheckLiveness() implements Task {
    @Override
    public ExchangeType exchange() {
        return ExchangeType.INFORMATIONAL;
    }

    @Override
    public Collisions.Doing doing() {
        return Collisions.Doing.NOTHING;
    }

    /** HDR, SK {}. */
    @Override
    public List<IkePayload> build() {
        return List.of();
    }

    @Override
    public Outcome process(Protected response, long nowNanos, Effects effects) {
        return Outcome.DONE;
    }
}
