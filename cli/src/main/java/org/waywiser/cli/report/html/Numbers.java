package org.waywiser.cli.report.html;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import org.waywiser.cli.report.Figures.Unit;

/** Numbers as the page has them. */
final class Numbers {
    private static final int SHORT = 5;

    private Numbers() {}

    /** For coordinates: two decimals at most. */
    static String plain(double value) {
        return BigDecimal.valueOf(value)
                .setScale(2, RoundingMode.HALF_EVEN)
                .stripTrailingZeros()
                .toPlainString();
    }

    /** A place along the width of a picture. */
    static String percent(double part) {
        return plain(100 * part) + "%";
    }

    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** Such as {@code 52.12 µs}: four digits or so. */
    static String brief(long nanos) {
        var unit = Unit.of(nanos);
        return minus(unit.format(nanos, nanos < 0 ? SHORT + 1 : SHORT)) + "\u00a0" + symbol(unit);
    }

    /** Such as {@code 52.123 µs}: to the nanosecond. */
    static String exact(long nanos) {
        var unit = Unit.of(nanos);
        return exact(nanos, unit) + "\u00a0" + symbol(unit);
    }

    /** Without the unit. */
    static String exact(long nanos, Unit unit) {
        return minus(unit.format(nanos, Integer.MAX_VALUE));
    }

    /** Such as {@code 10 ms}: without the zeros behind it. */
    static String round(long nanos) {
        var unit = Unit.of(nanos);
        return minus(unit.format(nanos, Integer.MAX_VALUE).replaceFirst("\\.?0+$", "")) + "\u00a0" + symbol(unit);
    }

    static String symbol(Unit unit) {
        return unit == Unit.US ? "µs" : unit.symbol();
    }

    /** Such as {@code 0.27 %}. */
    static String share(double ratio) {
        String digits = new BigDecimal(100 * ratio)
                .round(new MathContext(3, RoundingMode.HALF_EVEN))
                .stripTrailingZeros()
                .toPlainString();
        return digits + "\u00a0%";
    }

    private static String minus(String number) {
        return number.replace('-', '\u2212');
    }
}
