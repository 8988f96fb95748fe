package org.waywiser.protocol.ike;

import java.net.InetSocketAddress;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.IkeMessage;

/**
 * One message for one IKE SA.
 *
 * @param octets of the message, without non-ESP marker
 */
record Arrival(IkeMessage message, Octets octets, InetSocketAddress from, InetSocketAddress to) {}
