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

    /** An attempt to initiate is given up; nothing if it has ended already. */
    record Abandon(long attempt) implements IkeInput {}
}
