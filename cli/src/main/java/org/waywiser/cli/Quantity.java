package org.waywiser.cli;

import java.time.Duration;
import org.waywiser.keys.connections.Times;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Times on the command line. */
final class Quantity {
    private Quantity() {}

    /** Seconds, or a number with a unit. */
    static final class DurationConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            return read(value, value);
        }
    }

    /** As a duration, with {@code f} for fixed or {@code e} for exponential gaps; exponential without a suffix, as in perfSONAR. */
    static final class IntervalConverter implements ITypeConverter<Interval> {
        @Override
        public Interval convert(String value) {
            boolean fixed = value.endsWith("f");
            String time = fixed || value.endsWith("e") ? value.substring(0, value.length() - 1) : value;
            return new Interval(read(time, value).toNanos(), !fixed);
        }
    }

    private static Duration read(String time, String value) {
        try {
            return Times.parse(time);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(
                    time.equals(value) ? e.getMessage() : "'" + value + "' is no time; " + e.getMessage());
        }
    }
}
