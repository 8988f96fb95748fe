package org.waywiser.protocol.ike;

import java.net.InetSocketAddress;
import org.waywiser.wire.Octets;

/** What happens to an {@link IkeEndpoint}. */
public sealed interface IkeInput {
    /**
     * An IKE SA is wanted.
     *
     * @param attempt chosen by the caller; comes back in {@link IkeEffect.Established} or {@link IkeEffect.Failed}
     * @param local address and port to send from, as the peer will see it unless there is a NAT
     */
    record Initiate(long attempt, InetSocketAddress local, InetSocketAddress peer, IkePolicy policy)
            implements IkeInput {}

    /**
     * A datagram came in.
     *
     * @param octets UDP payload, with or without non-ESP marker
     * @param from where it came from
     * @param to local address and port it arrived at
     */
    record Received(Octets octets, InetSocketAddress from, InetSocketAddress to) implements IkeInput {}

    /** {@link IkeEndpoint#deadline()} has passed. Too early or too often does no harm. */
    record Tick() implements IkeInput {}

    /** An IKE SA, established, is no longer wanted: the peer is told. RFC 7296 §1.4.1. */
    record Delete(long spiI, long spiR) implements IkeInput {}

    /** New keys are wanted for an IKE SA: it gets a successor and is deleted. RFC 7296 §1.3.2, §2.18. */
    record Rekey(long spiI, long spiR) implements IkeInput {}

    /** Its initiator shall prove both identities anew: another IKE SA takes the place of this one. RFC 7296 §2.8.3. */
    record Reauthenticate(long spiI, long spiR) implements IkeInput {}

    /** Whether the peer is still there is asked now. RFC 7296 §2.4. */
    record CheckLiveness(long spiI, long spiR) implements IkeInput {}

    /** A child SA is wanted under an IKE SA, as its policy has it. RFC 7296 §1.3.1. */
    record CreateChild(long spiI, long spiR) implements IkeInput {}

    /**
     * New keys are wanted for a child SA. RFC 7296 §1.3.3.
     *
     * @param childSpi the 32 bits that name it at this end, which receives with them
     */
    record RekeyChild(long spiI, long spiR, int childSpi) implements IkeInput {}

    /** A child SA is no longer wanted. RFC 7296 §1.4.1. */
    record DeleteChild(long spiI, long spiR, int childSpi) implements IkeInput {}

    /** An attempt to initiate is given up; nothing if it has ended already. */
    record Abandon(long attempt) implements IkeInput {}
}
