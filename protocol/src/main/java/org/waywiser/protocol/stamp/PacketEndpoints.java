package org.waywiser.protocol.stamp;

import org.waywiser.wire.Octets;

/**
 * Where a packet came from and went to, as its headers on arrival say; asked only for a Location TLV. RFC 8972 §4.2.
 */
public interface PacketEndpoints {
    int sourcePort();

    int destinationPort();

    /** 4 or 16 octets. */
    Octets source();

    /** As many as {@link #source}. */
    Octets destination();
}
