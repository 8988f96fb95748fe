package org.waywiser.node;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.waywiser.net.udp.Pacing;
import org.waywiser.protocol.control.ControlClient;
import org.waywiser.protocol.control.Profile;
import org.waywiser.wire.control.Slot;

/**
 * A one-way measurement to make.
 *
 * @param server OWAMP-Control address of the Server
 * @param source local address, null for the system's choice
 * @param firstPort first of the local UDP ports to use, 0 for any
 * @param lastPort last of them
 * @param directions each a session, all at the same time
 * @param count packets of each session
 * @param slots the send schedule of each. RFC 4656 §3.6
 * @param paddingLength octets after each packet
 * @param zeroPadding padding of zeros, where this end sends. RFC 4656 §4.1.2
 * @param timeout a packet that takes longer is lost; results come so long after the last packet
 * @param startDelay from the time when the sessions can start to the time when they do
 * @param dscp of test and control packets
 * @param pacing by which means this end keeps the schedule, where it sends
 */
public record OneWayPlan(
        InetSocketAddress server,
        @Nullable InetAddress source,
        int firstPort,
        int lastPort,
        List<Direction> directions,
        long count,
        List<Slot> slots,
        int paddingLength,
        boolean zeroPadding,
        Duration timeout,
        Duration startDelay,
        int dscp,
        Pacing pacing)
        implements ControlPlan {
    /** As many as a sequence number and a number of packets allow. RFC 4656 §3.5. */
    public static final long MOST_PACKETS = 0xffff_ffffL;

    /** Which way packets go. */
    public enum Direction {
        TO_SERVER,
        FROM_SERVER
    }

    public OneWayPlan {
        directions = List.copyOf(directions);
        slots = List.copyOf(slots);
    }

    @Override
    public ControlClient machine(Profile profile, long maxCount, RandomGenerator random) {
        return ControlClient.owamp(profile, maxCount, random, System.nanoTime());
    }
}
