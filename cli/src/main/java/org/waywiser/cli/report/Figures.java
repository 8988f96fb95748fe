package org.waywiser.cli.report;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Nanoseconds for people: no digit is dropped as long as there is room. Exact up to 104 days, which is what a double holds. */
public final class Figures {
    /** A unit and how many of its decimals are nanoseconds. */
    public enum Unit {
        US("us", 1e3, 3),
        MS("ms", 1e6, 6),
        S("s", 1e9, 9);

        private final String symbol;
        private final double nanos;
        private final int decimals;

        Unit(String symbol, double nanos, int decimals) {
            this.symbol = symbol;
            this.nanos = nanos;
            this.decimals = decimals;
        }

        /** The largest in which the value is not below one; microseconds at least. */
        public static Unit of(double nanos) {
            double magnitude = Math.abs(nanos);
            if (magnitude < 1e6) return US;
            return magnitude < 1e9 ? MS : S;
        }

        public static Unit of(long nanos) {
            return of((double) nanos);
        }

        /** In ASCII. */
        public String symbol() {
            return symbol;
        }

        /** The number alone, with fewer decimals where it would be wider. */
        public String format(long value, int width) {
            return format((double) value, width);
        }

        /** The number alone, with fewer decimals where it would be wider. */
        String format(double value, int width) {
            for (int digits = decimals; ; digits--) {
                var text = String.format(Locale.ROOT, "%." + digits + "f", value / nanos);
                if (text.length() <= width || digits == 0) return text;
            }
        }
    }

    private Figures() {}

    static String duration(long nanos) {
        return duration((double) nanos);
    }

    /** Such as {@code 52.123 us}. */
    static String duration(double nanos) {
        var unit = Unit.of(nanos);
        return unit.format(nanos, Integer.MAX_VALUE) + " " + unit.symbol();
    }

    /** Such as {@code 10 ms}: a chosen value, without the zeros behind it. */
    static String chosen(long nanos) {
        var unit = Unit.of(nanos);
        var text = unit.format(nanos, Integer.MAX_VALUE);
        return text.replaceFirst("\\.?0+$", "") + " " + unit.symbol();
    }

    /** Such as {@code +12.345 s}: when something was, seen from the start. */
    static String since(Instant start, Instant then) {
        return String.format(
                Locale.ROOT, "%+.3f s", Duration.between(start, then).toNanos() / 1e9);
    }

    static String percent(double ratio) {
        return String.format(Locale.ROOT, "%.3f %%", ratio * 100);
    }
}
