package org.waywiser.cli.report;

import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.waywiser.node.NotedRekeying;
import org.waywiser.node.OneWayPlan.Direction;
import org.waywiser.protocol.metrics.ClockQuality;
import org.waywiser.protocol.metrics.OneWaySummary;
import org.waywiser.protocol.path.PathReport;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.wire.control.Sid;

/**
 * All there is to say about one OWAMP session.
 *
 * @param direction as the client sees it
 * @param sender address and port of the Session-Sender
 * @param receiver address and port of the Session-Receiver
 * @param sid the session's name
 * @param mode how test packets are protected
 * @param security where the keys come from
 * @param securityReason why these keys or none, null where the user said so
 * @param plan what was to be sent
 * @param measured what was found
 * @param path what protects the way there and back, null if nobody has looked
 * @param rekeyings of SAs with the server meanwhile, as they came
 * @param interruption why it ended before its time, null if it did not
 */
public record OneWayReport(
        Direction direction,
        InetSocketAddress sender,
        InetSocketAddress receiver,
        Sid sid,
        ProbeMode mode,
        SecurityReport security,
        @Nullable String securityReason,
        PlanReport plan,
        OneWaySummary measured,
        @Nullable PathReport path,
        List<NotedRekeying> rekeyings,
        @Nullable String interruption) {

    /** Whether delays can be taken at their word: both clocks say that they are synchronised. */
    boolean clocksSynchronised() {
        return synchronised(measured.senderClock()) && synchronised(measured.receiverClock());
    }

    private static boolean synchronised(@Nullable ClockQuality clock) {
        return clock != null && clock.synchronised();
    }

    /** What the two clocks may be apart, by what they claim of themselves. RFC 7679 §3.7.1. */
    long clockErrorNanos() {
        return error(measured.senderClock()) + error(measured.receiverClock());
    }

    private static long error(@Nullable ClockQuality clock) {
        return clock == null ? 0 : clock.errorNanos();
    }

    /** Whether it ended before all packets were sent. */
    boolean partial() {
        return interruption != null || measured.packets().sent() < plan.packets();
    }
}
