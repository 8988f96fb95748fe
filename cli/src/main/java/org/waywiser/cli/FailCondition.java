package org.waywiser.cli;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.waywiser.cli.report.Reported;
import org.waywiser.protocol.metrics.DelaySummary;
import org.waywiser.protocol.metrics.PacketCounts;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A condition on a measurement that makes a command fail: {@code loss>1%}, {@code duplicates>0}, {@code rtt.p99>5ms}.
 *
 * @param text as the user wrote it
 * @param delay the distribution it is on, null if it is on packets
 * @param value the measured value in the unit of the limit's base (percent, packets, nanoseconds); empty where there is none
 * @param above whether a value above the limit fails, else one below
 * @param orEqual whether the limit itself fails
 */
record FailCondition(
        String text,
        @Nullable String delay,
        Function<Reported, Optional<Double>> value,
        boolean above,
        boolean orEqual,
        double limit) {
    private static final Pattern CONDITION = Pattern.compile(
            "(?<metric>[a-z_]+)(?:\\.(?<figure>[a-z0-9]+))?\\s*(?<sign>[<>])(?<equal>=?)\\s*(?<limit>.+)");

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
        return delay == null || delays.contains(delay);
    }

    /** Whether the session fails it. A delay that was never measured does not: loss tells of that. */
    boolean holds(Reported report) {
        Optional<Double> measured = value.apply(report);
        if (measured.isEmpty()) return false;
        int order = Double.compare(measured.get(), limit);
        return order == 0 ? orEqual : order > 0 == above;
    }

    static FailCondition parse(String text) {
        Matcher parts = CONDITION.matcher(text.strip());
        if (!parts.matches()) throw bad(text);
        String metric = parts.group("metric");
        String figure = parts.group("figure");
        boolean above = parts.group("sign").equals(">");
        boolean orEqual = !parts.group("equal").isEmpty();
        String limit = parts.group("limit");
        boolean delay = FailOptions.TWO_WAY.contains(metric) || FailOptions.ONE_WAY.contains(metric);
        if (delay && figure != null && FIGURES.containsKey(figure)) {
            Function<DelaySummary, Number> of = FIGURES.get(figure);
            return new FailCondition(
                    text,
                    metric,
                    s -> Optional.ofNullable(s.delays().get(metric))
                            .filter(d -> d.count() > 0)
                            .map(d -> of.apply(d).doubleValue()),
                    above,
                    orEqual,
                    new Quantity.DurationConverter().convert(limit).toNanos());
        }
        if (figure != null) throw bad(text);
        if (metric.equals("loss") && limit.endsWith("%")) {
            double percent = number(limit.substring(0, limit.length() - 1), text);
            return new FailCondition(
                    text, null, s -> Optional.of(100 * s.packets().lossRatio()), above, orEqual, percent);
        }
        Function<PacketCounts, Long> count = COUNTS.get(metric);
        if (count == null) throw bad(text);
        return new FailCondition(
                text, null, s -> Optional.of((double) count.apply(s.packets())), above, orEqual, number(limit, text));
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
                + " rtt.p99>5ms or delay.max>1s");
    }

    /** For picocli. */
    static final class Converter implements ITypeConverter<FailCondition> {
        @Override
        public FailCondition convert(String value) {
            return parse(value);
        }
    }
}
