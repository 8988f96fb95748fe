package org.waywiser.cli;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.waywiser.cli.option.Flag;
import org.waywiser.cli.option.Option;
import org.waywiser.cli.option.Options;
import org.waywiser.node.MeasurementPlan;
import org.waywiser.node.OneWayPlan;
import org.waywiser.wire.UdpPayload;
import org.waywiser.wire.control.Modes;

/** What all measuring commands share; the letters are those of perfSONAR's tools. */
final class MeasuringOptions extends Options {
    /** What fits into a UDP datagram over IPv4 beside the longest packet. */
    private static final int MAX_PADDING = UdpPayload.LONGEST - 48;

    private static final int MOST_SESSIONS = 10_000;

    /** Of which each has a thread. */
    private static final int MOST_ONE_WAY_SESSIONS = 1_000;

    final Option<Long> count = option(Long.class, "-c", "--count")
            .label("N")
            .otherwise("100")
            .help("Packets to send. Default: ${DEFAULT-VALUE}.");

    final Option<Interval> interval = option(new Quantity.IntervalConverter(), "-i", "--interval")
            .label("TIME")
            .otherwise("0.1e")
            .help("Gap between packets in seconds or with a unit (100ms, 20us); with f fixed, else exponential"
                    + " with that mean. Default: ${DEFAULT-VALUE}.");

    final Option<Duration> duration = option(new Quantity.DurationConverter(), "-d", "--duration")
            .label("TIME")
            .help("How long to send; takes the place of --count.");

    final Option<Integer> padding = option(Integer.class, "-s", "--padding")
            .label("OCTETS")
            .otherwise("-1")
            .help("Padding of each packet. Default: none one-way; two-way as much as makes both directions equally"
                    + " long (27 in open mode, else 64).");

    final Flag zeroPadding = flag("--zero-padding").help("Pads with zeros instead of pseudo-random octets.");

    final Option<Duration> timeout = option(new Quantity.DurationConverter(), "-L", "--timeout")
            .label("TIME")
            .otherwise("2")
            .help("A packet that takes longer, two-way there and back, is lost. Default: ${DEFAULT-VALUE} s.");

    final Option<Duration> delayStart = option(new Quantity.DurationConverter(), "-z", "--delay-start")
            .label("TIME")
            .otherwise("0")
            .help("Wait so long before the first packet. Default: ${DEFAULT-VALUE} s.");

    final Option<Integer> dscp = option(new Dscp(), "-D", "--dscp")
            .label("DSCP")
            .otherwise("0")
            .help("Differentiated Services Code Point: 0 to 63, ef, cs0 to cs7, af11 to af43.");

    final Option<PortRange> ports = option(new PortRange.Converter(), "-P", "--ports")
            .label("LO-HI")
            .otherwise("0")
            .help("Local UDP ports for test packets; 0 for any. Default: ${DEFAULT-VALUE}.");

    final Option<Integer> sessions = option(Integer.class, "--sessions")
            .label("N")
            .otherwise("1")
            .help("Test sessions on one control connection, all at the same time, each on a schedule of its own; up to"
                    + " 10000, one-way 1000. Several two-way ones each stop by themselves where the server offers"
                    + " that. Default: ${DEFAULT-VALUE}.");

    private final PacingOptions pacing = with(new PacingOptions());

    /**
     * What to measure.
     *
     * @param records single packets to keep of each session
     */
    MeasurementPlan plan(ServerOptions server, int records) throws UserError {
        long packets = checkedPackets(MOST_SESSIONS);
        return new MeasurementPlan(
                        server.address(),
                        server.source(),
                        ports.get().first(),
                        ports.get().last(),
                        sessions.get(),
                        packets,
                        () -> interval.get().schedule(new SplittableRandom()),
                        padding.get(),
                        zeroPadding.given(),
                        timeout.get(),
                        delayStart.get(),
                        dscp.get(),
                        records)
                .with(features(), 0)
                .with(pacing.pacing());
    }

    /** One session alone has nothing to gain from being started and stopped by itself. RFC 5938. */
    private Modes features() {
        return sessions.get() > 1 ? Modes.INDIVIDUAL_SESSION_CONTROL : Modes.NONE;
    }

    /** What to measure one-way: each direction as often as there are to be sessions. */
    OneWayPlan oneWayPlan(ServerOptions server, List<OneWayPlan.Direction> directions) throws UserError {
        long packets = checkedPackets(MOST_ONE_WAY_SESSIONS);
        if (packets > OneWayPlan.MOST_PACKETS) {
            throw new UserError(ExitStatus.USAGE, "--count must be 1 to " + OneWayPlan.MOST_PACKETS);
        }
        return new OneWayPlan(
                server.address(),
                server.source(),
                ports.get().first(),
                ports.get().last(),
                Stream.generate(() -> directions)
                        .limit(sessions.get())
                        .flatMap(List::stream)
                        .toList(),
                packets,
                List.of(interval.get().slot()),
                Math.max(0, padding.get()),
                zeroPadding.given(),
                timeout.get(),
                delayStart.get(),
                dscp.get(),
                pacing.pacing());
    }

    private long checkedPackets(int mostSessions) throws UserError {
        long packets = packets();
        if (packets < 1 || packets > 1L << 32) throw new UserError(ExitStatus.USAGE, "--count must be 1 to 4294967296");
        if (sessions.get() < 1 || sessions.get() > mostSessions)
            throw new UserError(ExitStatus.USAGE, "--sessions must be 1 to " + mostSessions);
        if (padding.get() < -1 || padding.get() > MAX_PADDING) {
            throw new UserError(ExitStatus.USAGE, "--padding must be 0 to " + MAX_PADDING);
        }
        if (timeout.get().isZero()) throw new UserError(ExitStatus.USAGE, "--timeout must be more than 0");
        return packets;
    }

    /** How many to send. */
    long packets() throws UserError {
        if (!duration.given()) return count.get();
        if (interval.get().nanos() == 0)
            throw new UserError(ExitStatus.USAGE, "--duration needs an --interval above 0");
        return Math.max(1, Math.ceilDiv(duration.get().toNanos(), interval.get().nanos()));
    }
}
