package org.waywiser.protocol.ike;

import java.util.List;
import org.waywiser.wire.ike.Delete;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.IkePayload;

/** The last request of an IKE SA. RFC 7296 §1.4.1, §2.8. */
record DeleteIke(DeletionCause cause) implements Task {
    @Override
    public ExchangeType exchange() {
        return ExchangeType.INFORMATIONAL;
    }

    @Override
    public Collisions.Doing doing() {
        return Collisions.Doing.CLOSING_IKE;
    }

    /** HDR, SK {D}. */
    @Override
    public List<IkePayload> build() {
        return List.of(Delete.IKE_SA);
    }

    @Override
    public Outcome process(Protected response, long nowNanos, Effects effects) {
        return new Outcome.Ended(cause);
    }
}
