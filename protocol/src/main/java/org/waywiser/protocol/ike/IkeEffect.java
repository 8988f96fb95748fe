package org.waywiser.protocol.ike;

import java.net.InetSocketAddress;
import java.util.OptionalLong;
import org.waywiser.wire.Octets;

/** What an {@link IkeEndpoint} wants done or has to tell. */
public sealed interface IkeEffect {
    /**
     * Send one datagram.
     *
     * @param octets UDP payload, non-ESP marker included where it is due
     * @param from local address and port to send from
     */
    record Send(Octets octets, InetSocketAddress from, InetSocketAddress to) implements IkeEffect {}

    /**
     * Both ends have proven who they are.
     *
     * @param sa the receiver of this effect owns its secrets and wipes them
     * @param attempt that of {@link IkeInput.Initiate}; empty if the peer initiated
     */
    record Established(IkeSaInfo sa, OptionalLong attempt) implements IkeEffect {}

    /**
     * An IKE SA did not come about.
     *
     * @param attempt that of {@link IkeInput.Initiate}; empty if the peer initiated
     * @param detail one line for the log and the user, without secrets
     */
    record Failed(OptionalLong attempt, InetSocketAddress peer, FailureReason reason, String detail)
            implements IkeEffect {}

    /**
     * An IKE SA has a successor with new keys, which took over its children. The old one stays until {@link Deleted} tells otherwise.
     *
     * @param successor the receiver of this effect owns its secrets and wipes them
     */
    record Rekeyed(long oldSpiI, long oldSpiR, IkeSaInfo successor) implements IkeEffect {}

    /** The peer of an IKE SA has another address or port: its NAT changed them. RFC 7296 §2.23. */
    record Moved(long spiI, long spiR, InetSocketAddress from, InetSocketAddress to) implements IkeEffect {}

    /**
     * An IKE SA has a child.
     *
     * @param child the receiver of this effect owns its keys and wipes them
     */
    record ChildEstablished(long spiI, long spiR, ChildSaInfo child) implements IkeEffect {}

    /**
     * A child has a successor with new keys. The old one stays until {@link ChildDeleted} tells otherwise.
     *
     * @param oldSpi the 32 bits by which this end receives
     * @param successor the receiver of this effect owns its keys and wipes them
     */
    record ChildRekeyed(long spiI, long spiR, int oldSpi, ChildSaInfo successor) implements IkeEffect {}

    /**
     * A child is gone, its IKE SA is not. With an IKE SA all its children go, without further word. RFC 7296 §1.4.1
     *
     * @param spi the 32 bits by which this end received
     */
    record ChildDeleted(long spiI, long spiR, int spi) implements IkeEffect {}

    /** An established IKE SA is gone. */
    record Deleted(long spiI, long spiR, InetSocketAddress peer, DeletionCause cause) implements IkeEffect {}

    /** A datagram changed nothing; counted in {@link IkeEndpoint#drops()} too. */
    record Dropped(InetSocketAddress from, IkeDropReason reason, String detail) implements IkeEffect {}

    /**
     * A message went or came, told if {@link IkeSettings#traced()}: it repeats what is inside, yet of secrets only lengths.
     *
     * @param peer where it went to or came from
     */
    record Traced(boolean sent, InetSocketAddress peer, String text) implements IkeEffect {}

    /** One line for the log. */
    record Log(String text) implements IkeEffect {}
}
