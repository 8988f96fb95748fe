package org.waywiser.node;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.BoundSa;
import org.waywiser.protocol.metrics.TwoWaySummary;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.Sid;

/**
 * What one test session showed.
 *
 * @param sa the SA that keys the session, null if none does
 * @param binding how it does
 * @param local address and port of the Session-Sender
 * @param peer address and port of the Session-Reflector
 * @param planned packets that were to be sent
 * @param paddingLength octets after each packet
 * @param warnings what is to be said against its keys
 * @param rekeyings of SAs with the server while it ran, as they came
 * @param pathMtu octets of the largest IP packet that the Session-Sender's socket could send in one piece, if known
 * @param bypass whether the Session-Sender's socket bypasses IPsec, so that databases of the host say nothing of the path
 * @param interruption why it ended before its time, null if it did not
 */
public record SessionOutcome(
        Sid sid,
        Modes mode,
        @Nullable BoundSa sa,
        BindingPlan binding,
        InetSocketAddress local,
        InetSocketAddress peer,
        long planned,
        int paddingLength,
        TwoWaySummary summary,
        List<String> warnings,
        List<NotedRekeying> rekeyings,
        OptionalInt pathMtu,
        boolean bypass,
        @Nullable String interruption) {}
