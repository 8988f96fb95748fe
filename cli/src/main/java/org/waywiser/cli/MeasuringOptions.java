package org.waywiser.cli;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.waywiser.node.MeasurementPlan;
import org.waywiser.node.OneWayPlan;
import org.waywiser.wire.control.Modes;
import picocli.CommandLine.Option;

/** What all measuring commands share; the letters are those of perfSONAR's tools. */
final class MeasuringOptions {
    /** What fits into a UDP datagram over IPv4 beside the longest packet. */
    private static final int MAX_PADDING = 65_507 - 48;

    @Option(
            names = {"-c", "--count"},
            paramLabel = "N",
            defaultValue = "100",
            description = "Packets to send. Default: ${DEFAULT-VALUE}.")
    long count;

    @Option(
            names = {"-i", "--interval"},
            paramLabel = "TIME",
            defaultValue = "0.1e",
            converter = Quantity.IntervalConverter.class,
            description = "Gap between packets in seconds or with a unit (100ms, 20us); with f fixed, else exponential"
                    + " with that mean. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    Interval interval;

    @Option(
            names = {"-d", "--duration"},
            paramLabel = "TIME",
            converter = Quantity.DurationConverter.class,
            description = "How long to send; takes the place of --count.")
    @Nullable
    Duration duration;

    @Option(
            names = {"-s", "--padding"},
            paramLabel = "OCTETS",
            defaultValue = "-1",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
            description =
                    "Padding of each packet. Default: none one-way; two-way as much as makes both directions equally"
                            + " long (27 in open mode, else 64).")
    int padding;

    @Option(names = "--zero-padding", description = "Pads with zeros instead of pseudo-random octets.")
    boolean zeroPadding;

    @Option(
            names = {"-L", "--timeout"},
            paramLabel = "TIME",
            defaultValue = "2",
            converter = Quantity.DurationConverter.class,
            description = "A packet that takes longer, two-way there and back, is lost. Default: ${DEFAULT-VALUE} s.")
    @SuppressWarnings("NullAway.Init")
    Duration timeout;

    @Option(
            names = {"-z", "--delay-start"},
            paramLabel = "TIME",
            defaultValue = "0",
            converter = Quantity.DurationConverter.class,
            description = "Wait so long before the first packet. Default: ${DEFAULT-VALUE} s.")
    @SuppressWarnings("NullAway.Init")
    Duration delayStart;

    @Option(
            names = {"-D", "--dscp"},
            paramLabel = "DSCP",
            defaultValue = "0",
            converter = Dscp.class,
            description = "Differentiated Services Code Point: 0 to 63, ef, cs0 to cs7, af11 to af43.")
    int dscp;

    @Option(
            names = {"-P", "--ports"},
            paramLabel = "LO-HI",
            defaultValue = "0",
            converter = PortRange.Converter.class,
            description = "Local UDP ports for test packets; 0 for any. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    PortRange ports;

    @Option(
            names = "--sessions",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Test sessions on one control connection, all at the same time; several two-way ones each stop by"
                            + " themselves where the server offers that. Default: ${DEFAULT-VALUE}.")
    int sessions;

    /**
     * What to measure.
     *
     * @param records single packets to keep of each session
     */
    MeasurementPlan plan(ServerOptions server, int records) throws UserError {
        long packets = checkedPackets();
        return new MeasurementPlan(
                        server.address(),
                        server.source(),
                        ports.first(),
                        ports.last(),
                        sessions,
                        packets,
                        () -> interval.schedule(new SplittableRandom()),
                        padding,
                        zeroPadding,
                        timeout,
                        delayStart,
                        dscp,
                        records)
                .with(features(), 0);
    }

    /** One session alone has nothing to gain from being started and stopped by itself. RFC 5938. */
    private Modes features() {
        return sessions > 1 ? Modes.INDIVIDUAL_SESSION_CONTROL : Modes.NONE;
    }

    /** What to measure one-way: each direction as often as there are to be sessions. */
    OneWayPlan oneWayPlan(ServerOptions server, List<OneWayPlan.Direction> directions) throws UserError {
        long packets = checkedPackets();
        if (packets > OneWayPlan.MOST_PACKETS) {
            throw new UserError(ExitStatus.USAGE, "--count must be 1 to " + OneWayPlan.MOST_PACKETS);
        }
        return new OneWayPlan(
                server.address(),
                server.source(),
                ports.first(),
                ports.last(),
                Stream.generate(() -> directions)
                        .limit(sessions)
                        .flatMap(List::stream)
                        .toList(),
                packets,
                List.of(interval.slot()),
                Math.max(0, padding),
                zeroPadding,
                timeout,
                delayStart,
                dscp);
    }

    private long checkedPackets() throws UserError {
        long packets = packets();
        if (packets < 1 || packets > 1L << 32) throw new UserError(ExitStatus.USAGE, "--count must be 1 to 4294967296");
        if (sessions < 1 || sessions > 1000) throw new UserError(ExitStatus.USAGE, "--sessions must be 1 to 1000");
        if (padding < -1 || padding > MAX_PADDING) {
            throw new UserError(ExitStatus.USAGE, "--padding must be 0 to " + MAX_PADDING);
        }
        if (timeout.isZero()) throw new UserError(ExitStatus.USAGE, "--timeout must be more than 0");
        return packets;
    }

    /** How many to send. */
    long packets() throws UserError {
        if (duration == null) return count;
        if (interval.nanos() == 0) throw new UserError(ExitStatus.USAGE, "--duration needs an --interval above 0");
        return Math.max(1, Math.ceilDiv(duration.toNanos(), interval.nanos()));
    }
}
