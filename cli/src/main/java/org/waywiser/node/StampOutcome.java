package org.waywiser.node;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.BoundSa;
import org.waywiser.protocol.metrics.TwoWaySummary;
import org.waywiser.protocol.stamp.StampFindings;
import org.waywiser.protocol.stamp.StampSenderConfig;

/**
 * What one STAMP session showed.
 *
 * @param config as it was sent
 * @param sa the IKE SA that keys the session, null if none does
 * @param local address and port of the Session-Sender
 * @param peer address and port of the Session-Reflector
 * @param packetLength octets of each packet
 * @param findings what replies told beside delays
 * @param rekeyings of SAs with the peer while it ran, as they came
 * @param pathMtu octets of the largest IP packet that could be sent in one piece, if known
 * @param interruption why it ended before its time, null if it did not
 */
public record StampOutcome(
        StampSenderConfig config,
        @Nullable BoundSa sa,
        InetSocketAddress local,
        InetSocketAddress peer,
        int packetLength,
        TwoWaySummary summary,
        StampFindings findings,
        List<NotedRekeying> rekeyings,
        OptionalInt pathMtu,
        @Nullable String interruption) {}
