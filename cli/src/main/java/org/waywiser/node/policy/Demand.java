package org.waywiser.node.policy;

import java.util.EnumMap;
import java.util.Map;
import org.waywiser.protocol.probe.ProbeFeatures;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.protocol.schedule.SendSchedule;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.RequestTwSession;

/**
 * What a request for a session wants of each limit.
 *
 * @param mode of the session, with one security mode
 */
public record Demand(Modes mode, Map<Limit, Long> amounts) {
    private static final int UDP_HEADER = 8;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;

    /** Octets of a record in a file. */
    private static final int RECORD = 25;

    /** What a file has besides: its head, and 16 octets for each slot of the schedule. */
    private static final int FILE_HEAD = 200;

    private static final int SLOT = 16;

    public Demand {
        amounts = Map.copyOf(amounts);
    }

    /**
     * A request does not tell when its packets are sent: so there is no bandwidth, rate or number of them. RFC 5357 §3.5.
     *
     * @param before sessions that the connection was granted already
     */
    public static Demand of(RequestTwSession request, Modes mode, int before) {
        return new Demand(mode, each(request.paddingLength(), before));
    }

    /** As much as its schedule lets expect. RFC 4656 §3.5. */
    public static Demand of(RequestSession request, Modes mode, int before) {
        Map<Limit, Long> amounts = each(request.paddingLength(), before);
        long packets = request.packets();
        amounts.put(Limit.PACKETS, packets);
        // A burst counts for a second: it is over before any rate could be told.
        double seconds = Math.max(1, new SendSchedule(request.slots()).expectedNanos(packets) / 1e9);
        double rate = packets / seconds;
        amounts.put(Limit.RATE, (long) Math.ceil(rate));
        amounts.put(Limit.BANDWIDTH, (long) Math.ceil(rate * 8 * datagram(request, mode)));
        if (request.confReceiver()) {
            amounts.put(Limit.DISK, FILE_HEAD + (long) SLOT * request.slots().size() + RECORD * packets);
        }
        return new Demand(mode, amounts);
    }

    private static Map<Limit, Long> each(long padding, int before) {
        var amounts = new EnumMap<Limit, Long>(Limit.class);
        amounts.put(Limit.SESSIONS, 1L);
        amounts.put(Limit.PADDING, padding);
        amounts.put(Limit.SESSIONS_PER_CONNECTION, before + 1L);
        return amounts;
    }

    private static long datagram(RequestSession request, Modes mode) {
        int fields = ProbeFeatures.of(mode, 0, 0).layout(ProbeMode.of(mode)).senderLength();
        int headers = UDP_HEADER + (request.ipVersion() == 4 ? IPV4_HEADER : IPV6_HEADER);
        return headers + fields + request.paddingLength();
    }
}
