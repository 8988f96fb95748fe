package org.waywiser.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.waywiser.cli.report.Reported;
import org.waywiser.protocol.metrics.DelaySummary;
import org.waywiser.protocol.metrics.DirectionSummary;
import org.waywiser.protocol.metrics.PacketCounts;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A condition on a measurement that makes a command fail: {@code loss>1%}, {@code duplicates>0}, {@code rtt.p99>5ms}, and on one way of a
 * two-way session {@code forward.loss>1%}, {@code reverse.ipdv.p99>1ms}.
 *
 * @param text as the user wrote it
 * @param needs the distribution or the way that has to be measured for it, null if it is on packets
 * @param value the measured value in the unit of the limit's base (percent, packets, nanoseconds); empty where there is none
 * @param above whether a value above the limit fails, else one below
 * @param orEqual whether the limit itself fails
 */
record FailCondition(
        String text,
        @Nullable String needs,
        Function<Reported, Optional<Double>> value,
        boolean above,
        boolean orEqual,
        double limit) {
    private static final Pattern CONDITION =
            Pattern.compile("(?<name>[a-z0-9_.]+)\\s*(?<sign>[<>])(?<equal>=?)\\s*(?<limit>.+)");

    private static final Set<String> WAYS = Set.of("forward", "reverse");

    private static final Map<String, Function<DirectionSummary, DelaySummary>> VARIATIONS =
            Map.of("ipdv", DirectionSummary::ipdv, "pdv", DirectionSummary::pdv);

    private static final Map<String, Function<DelaySummary, Number>> FIGURES = Map.of(
            "min", DelaySummary::minNanos,
            "p50", DelaySummary::p50Nanos,
            "p90", DelaySummary::p90Nanos,
            "p99", DelaySummary::p99Nanos,
            "p999", DelaySummary::p999Nanos,
            "max", DelaySummary::maxNanos,
            "mean", DelaySummary::meanNanos,
            "stddev", DelaySummary::stddevNanos);

    private static final Map<String, Function<PacketCounts, Long>> COUNTS = Map.of(
            "lost", PacketCounts::lost, "duplicates", PacketCounts::duplicates, "reordered", PacketCounts::reordered);

    /** Whether it can be said of sessions that measure these. */
    boolean fits(Set<String> delays) {
        return needs == null || delays.contains(needs);
    }

    /** Whether the session fails it. What was never measured does not: loss tells of that. */
    boolean holds(Reported report) {
        Optional<Double> measured = value.apply(report);
        if (measured.isEmpty()) return false;
        int order = Double.compare(measured.get(), limit);
        return order == 0 ? orEqual : order > 0 == above;
    }

    /** What a name stands for. */
    private record Metric(@Nullable String needs, Unit unit, Function<Reported, Optional<Double>> value) {}

    private enum Unit {
        PERCENT,
        PACKETS,
        TIME
    }

    static FailCondition parse(String text) {
        Matcher parts = CONDITION.matcher(text.strip());
        if (!parts.matches()) throw bad(text);
        Metric metric = metric(List.of(parts.group("name").split("\\.", -1)));
        if (metric == null) throw bad(text);
        return new FailCondition(
                text,
                metric.needs(),
                metric.value(),
                parts.group("sign").equals(">"),
                !parts.group("equal").isEmpty(),
                limit(metric.unit(), parts.group("limit"), text));
    }

    private static @Nullable Metric metric(List<String> name) {
        String first = name.getFirst();
        String last = name.getLast();
        if (name.size() == 1) return packets(null, last, report -> Optional.of(report.packets()));
        boolean delay = FailOptions.TWO_WAY.contains(first) || FailOptions.ONE_WAY.contains(first);
        Function<DelaySummary, Number> figure = FIGURES.get(last);
        if (name.size() == 2 && delay && figure != null)
            return time(
                    first, figure, report -> Optional.ofNullable(report.delays().get(first)));
        if (!WAYS.contains(first)) return null;
        if (name.size() == 2)
            return packets(first, last, report -> report.way(first).flatMap(way -> Optional.ofNullable(way.packets())));
        var variation = VARIATIONS.get(name.get(1));
        return name.size() == 3 && figure != null && variation != null
                ? time(first, figure, report -> report.way(first).map(variation))
                : null;
    }

    private static Metric time(
            String needs, Function<DelaySummary, Number> figure, Function<Reported, Optional<DelaySummary>> delay) {
        return new Metric(
                needs,
                Unit.TIME,
                report -> delay.apply(report)
                        .filter(d -> d.count() > 0)
                        .map(d -> figure.apply(d).doubleValue()));
    }

    private static @Nullable Metric packets(
            @Nullable String needs, String name, Function<Reported, Optional<PacketCounts>> packets) {
        if (name.equals("loss"))
            return new Metric(needs, Unit.PERCENT, r -> packets.apply(r).map(p -> 100 * p.lossRatio()));
        Function<PacketCounts, Long> count = COUNTS.get(name);
        return count == null
                ? null
                : new Metric(needs, Unit.PACKETS, r -> packets.apply(r).map(p -> (double) count.apply(p)));
    }

    private static double limit(Unit unit, String limit, String text) {
        return switch (unit) {
            case TIME -> new Quantity.DurationConverter().convert(limit).toNanos();
            case PACKETS -> number(limit, text);
            case PERCENT -> {
                if (!limit.endsWith("%")) throw bad(text);
                yield number(limit.substring(0, limit.length() - 1), text);
            }
        };
    }

    private static double number(String digits, String text) {
        try {
            double number = Double.parseDouble(digits);
            if (Double.isFinite(number)) return number;
        } catch (NumberFormatException e) {
            // Falls through to the one message below.
        }
        throw bad(text);
    }

    private static TypeConversionException bad(String text) {
        return new TypeConversionException("'" + text
                + "' is no condition: use loss>1%, lost>0, duplicates>0, reordered>0, or a delay such as"
                + " rtt.p99>5ms or delay.max>1s; of one way there and back forward.loss>1% or reverse.ipdv.p99>1ms");
    }

    /** For picocli. */
    static final class Converter implements ITypeConverter<FailCondition> {
        @Override
        public FailCondition convert(String value) {
            return parse(value);
        }
    }
}
