package org.waywiser.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers as strtod reads them, with an optional unit of time. */
final class Quantity {
    private static final Pattern TIME = Pattern.compile(
            "\\+?(?<number>(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?)(?<unit>ns|us|µs|ms|s|min|h)?(?<suffix>[ef])?");
    private static final double MAX_SECONDS = 366.0 * 24 * 3600;

    private Quantity() {}

    /** Seconds, or a number with one of ns, us, ms, s, min, h. */
    static final class DurationConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            Matcher time = match(value);
            if (time.group("suffix") != null) throw bad(value);
            return Duration.ofNanos(nanos(time, value));
        }
    }

    /** As a duration, with {@code f} for fixed or {@code e} for exponential gaps; exponential without a suffix, as in perfSONAR. */
    static final class IntervalConverter implements ITypeConverter<Interval> {
        @Override
        public Interval convert(String value) {
            Matcher time = match(value);
            return new Interval(nanos(time, value), !"f".equals(time.group("suffix")));
        }
    }

    private static Matcher match(String value) {
        Matcher time = TIME.matcher(value);
        if (!time.matches()) throw bad(value);
        return time;
    }

    private static long nanos(Matcher time, String value) {
        String unit = time.group("unit") == null ? "s" : time.group("unit").toLowerCase(Locale.ROOT);
        double factor = switch (unit) {
            case "ns" -> 1e-9;
            case "us", "µs" -> 1e-6;
            case "ms" -> 1e-3;
            case "min" -> 60;
            case "h" -> 3600;
            default -> 1;
        };
        double seconds = Double.parseDouble(time.group("number")) * factor;
        if (!(seconds <= MAX_SECONDS)) throw bad(value);
        return Math.round(seconds * 1e9);
    }

    private static TypeConversionException bad(String value) {
        return new TypeConversionException("'" + value + "' is no time: use seconds (0.1) or a unit (100ms, 20us)");
    }
}
