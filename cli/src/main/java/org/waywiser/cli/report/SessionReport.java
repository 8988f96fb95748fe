package org.waywiser.cli.report;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.waywiser.node.NotedRekeying;
import org.waywiser.protocol.metrics.TwoWaySummary;
import org.waywiser.protocol.path.PathReport;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.wire.control.Sid;

/**
 * All there is to say about one TWAMP session.
 *
 * @param peer address and port of the Session-Reflector
 * @param local address and port of the Session-Sender
 * @param sid the session's name
 * @param mode how test packets are protected
 * @param security where the keys come from
 * @param securityReason why these keys or none, null where the user said so
 * @param plan what was to be sent
 * @param measured what was found
 * @param path what protects the way there and back, null if nobody has looked
 * @param rekeyings of SAs with the server meanwhile, as they came
 * @param pathMtu octets of the largest IP packet that could be sent in one piece, if known
 * @param interruption why it ended before its time, null if it did not
 */
public record SessionReport(
        InetSocketAddress peer,
        InetSocketAddress local,
        Sid sid,
        ProbeMode mode,
        SecurityReport security,
        @Nullable String securityReason,
        PlanReport plan,
        TwoWaySummary measured,
        @Nullable PathReport path,
        List<NotedRekeying> rekeyings,
        OptionalInt pathMtu,
        @Nullable String interruption) {

    /** Whether one-way delays can be taken at their word: both clocks say that they are synchronised. */
    boolean clocksSynchronised() {
        var remote = measured.remoteClock();
        return measured.localClock().synchronised() && remote != null && remote.synchronised();
    }

    /** What the two clocks may be apart, by what they claim of themselves. RFC 7679 §3.7.1. */
    long clockErrorNanos() {
        var remote = measured.remoteClock();
        return measured.localClock().errorNanos() + (remote == null ? 0 : remote.errorNanos());
    }

    /** Whether it ended before all packets were sent. */
    boolean partial() {
        return interruption != null || measured.packets().sent() < plan.packets();
    }
}
