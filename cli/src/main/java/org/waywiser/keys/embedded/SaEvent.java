package org.waywiser.keys.embedded;

import org.waywiser.protocol.ike.DeletionCause;

/** What becomes of the IKE SAs of an engine, told without their keys. */
public sealed interface SaEvent {
    /** Both ends have proved who they are: a first SA, or another to take the place of one. RFC 7296 §2.8.3. */
    record Established(long spiI, long spiR) implements SaEvent {}

    /** An SA has a successor with new keys; its own end is told of later. RFC 7296 §2.18. */
    record Rekeyed(long oldSpiI, long oldSpiR, long spiI, long spiR) implements SaEvent {}

    /** An SA is gone. */
    record Gone(long spiI, long spiR, DeletionCause cause) implements SaEvent {}
}
