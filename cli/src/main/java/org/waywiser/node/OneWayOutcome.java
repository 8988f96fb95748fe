package org.waywiser.node;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.BoundSa;
import org.waywiser.protocol.metrics.DelaySummary;
import org.waywiser.protocol.metrics.OneWaySummary;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.Sid;

/**
 * What one one-way session showed.
 *
 * @param sa the SA that keys the session, null if none does
 * @param binding how it does
 * @param sender address and port of the Session-Sender
 * @param receiver address and port of the Session-Receiver
 * @param planned packets that were to be sent
 * @param sendLag how late packets left; of nothing where this end did not send
 * @param warnings what is to be said against its keys
 * @param rekeyings of SAs with the server while it ran, as they came
 * @param interruption why it ended before its time, null if it did not
 * @param file where its packets are stored, null if nothing of it could be had
 */
public record OneWayOutcome(
        OneWayPlan.Direction direction,
        Sid sid,
        Modes mode,
        @Nullable BoundSa sa,
        BindingPlan binding,
        InetSocketAddress sender,
        InetSocketAddress receiver,
        long planned,
        OneWaySummary summary,
        DelaySummary sendLag,
        List<String> warnings,
        List<NotedRekeying> rekeyings,
        @Nullable String interruption,
        @Nullable Path file) {
    /** The same with its packets in another file. */
    public OneWayOutcome movedTo(Path other) {
        return new OneWayOutcome(
                direction,
                sid,
                mode,
                sa,
                binding,
                sender,
                receiver,
                planned,
                summary,
                sendLag,
                warnings,
                rekeyings,
                interruption,
                other);
    }
}
