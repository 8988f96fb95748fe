package org.waywiser.node;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.waywiser.protocol.probe.ReceiverSession;
import org.waywiser.protocol.schedule.ScheduleLimits;

/**
 * With whom a Server measures one way, and how much. RFC 4656 §6.2, §6.5.
 *
 * @param schedules what one session may cost
 * @param longest from the request to the end of the session, Timeout included
 * @param sessions at once: each has a thread, a port and a file
 * @param thirdParties addresses beside that of the client which packets may go to and come from
 */
public record OneWayPolicy(ScheduleLimits schedules, Duration longest, int sessions, List<AddressPrefix> thirdParties) {
    private static final Duration WEEK = Duration.ofDays(7);

    /** As many packets as a session may have, at as many a second as a port of this host can bear, for a week, with the client only. */
    public static final OneWayPolicy DEFAULT = new OneWayPolicy(
            new ScheduleLimits(16_384, 0xffff_ffffL, 200_000, ReceiverSession.MOST_AWAITED, WEEK.toNanos()),
            WEEK,
            1_000,
            List.of());

    public OneWayPolicy {
        thirdParties = List.copyOf(thirdParties);
    }

    /** The same with sessions whose other end is elsewhere. */
    public OneWayPolicy with(List<AddressPrefix> others) {
        return new OneWayPolicy(schedules, longest, sessions, others);
    }

    boolean allows(InetAddress thirdParty) {
        return thirdParties.stream().anyMatch(prefix -> prefix.contains(thirdParty));
    }
}
