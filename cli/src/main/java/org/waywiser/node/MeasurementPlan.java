package org.waywiser.node;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.waywiser.net.udp.Pacing;
import org.waywiser.protocol.control.ControlClient;
import org.waywiser.protocol.control.Profile;
import org.waywiser.protocol.schedule.Schedule;
import org.waywiser.wire.control.Modes;

/**
 * A two-way measurement to make.
 *
 * @param server TWAMP-Control address of the Server
 * @param source local address, null for the system's choice
 * @param firstPort first of the local UDP ports to use, 0 for any
 * @param lastPort last of them
 * @param sessions test sessions, all at the same time
 * @param count packets of each session
 * @param schedule makes the schedule of one session
 * @param paddingLength octets after each packet, negative for as many as make both directions equally long. RFC 5357 §4.1.2
 * @param zeroPadding padding of zeros. RFC 5357 §4.2.1
 * @param timeout a packet without a reply for so long is lost; the reflector goes on for so long after the end
 * @param startDelay from now to the Start Time of the sessions
 * @param dscp of test and control packets
 * @param records how many single packets to keep of each session
 * @param course whether to keep how each session goes, for a picture
 * @param features of TWAMP to use where the Server offers them. RFC 5618 §3.1
 * @param reflectedPadding octets of padding that replies are to bring back, with Reflect Octets. RFC 6038 §4.2
 * @param pacing by which means it keeps the schedule
 * @param transmitStamps whether the kernel is asked when packets leave
 */
public record MeasurementPlan(
        InetSocketAddress server,
        @Nullable InetAddress source,
        int firstPort,
        int lastPort,
        int sessions,
        long count,
        Supplier<Schedule> schedule,
        int paddingLength,
        boolean zeroPadding,
        Duration timeout,
        Duration startDelay,
        int dscp,
        int records,
        boolean course,
        Modes features,
        int reflectedPadding,
        Pacing pacing,
        boolean transmitStamps)
        implements ControlPlan {
    /** As RFC 5357 alone has it. */
    public MeasurementPlan(
            InetSocketAddress server,
            @Nullable InetAddress source,
            int firstPort,
            int lastPort,
            int sessions,
            long count,
            Supplier<Schedule> schedule,
            int paddingLength,
            boolean zeroPadding,
            Duration timeout,
            Duration startDelay,
            int dscp,
            int records) {
        this(
                server,
                source,
                firstPort,
                lastPort,
                sessions,
                count,
                schedule,
                paddingLength,
                zeroPadding,
                timeout,
                startDelay,
                dscp,
                records,
                false,
                Modes.NONE,
                0,
                Pacing.SLEEPING,
                true);
    }

    /**
     * With more features.
     *
     * @param reflectedPadding 0 to 65535
     */
    public MeasurementPlan with(Modes more, int reflectedPadding) {
        return with(course, features.or(more), reflectedPadding, pacing, transmitStamps);
    }

    /** With other means. */
    public MeasurementPlan with(Pacing other) {
        return with(course, features, reflectedPadding, other, transmitStamps);
    }

    /** Whether or not the kernel is asked when packets leave. */
    public MeasurementPlan withTransmitStamps(boolean wanted) {
        return with(course, features, reflectedPadding, pacing, wanted);
    }

    /** With the course of each session kept, or not. */
    public MeasurementPlan withCourse(boolean kept) {
        return with(kept, features, reflectedPadding, pacing, transmitStamps);
    }

    private MeasurementPlan with(
            boolean otherCourse, Modes otherFeatures, int otherPadding, Pacing otherPacing, boolean otherStamps) {
        return new MeasurementPlan(
                server,
                source,
                firstPort,
                lastPort,
                sessions,
                count,
                schedule,
                paddingLength,
                zeroPadding,
                timeout,
                startDelay,
                dscp,
                records,
                otherCourse,
                otherFeatures,
                otherPadding,
                otherPacing,
                otherStamps);
    }

    @Override
    public ControlClient machine(Profile profile, long maxCount, RandomGenerator random) {
        return ControlClient.twamp(profile, maxCount, random, System.nanoTime());
    }
}
