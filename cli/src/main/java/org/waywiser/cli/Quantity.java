package org.waywiser.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    /** Octets, or a number with a unit of powers of 1024. */
    static final class SizeConverter implements ITypeConverter<Long> {
        private static final Pattern SIZE = Pattern.compile("(\\d{1,15})([KMGT]?)");

        @Override
        public Long convert(String value) {
            Matcher size = SIZE.matcher(value);
            long octets = size.matches() ? octets(Long.parseLong(size.group(1)), " KMGT".indexOf(size.group(2))) : 0;
            if (octets > 0) return octets;
            throw new TypeConversionException("'" + value + "' is no size; write octets or a unit: 500M, 10G or 1T");
        }

        private static long octets(long count, int unit) {
            int shift = 10 * Math.max(0, unit);
            return count > Long.MAX_VALUE >> shift ? 0 : count << shift;
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
