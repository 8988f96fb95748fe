package org.waywiser.cli.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as C's printf writes them, and so perfSONAR. */
final class CNumbers {
    private CNumbers() {}

    /** What {@code %.Ng} writes. */
    static String general(BigDecimal number, int digits) {
        if (number.signum() == 0) return "0";
        var value =
                number.round(new MathContext(digits, RoundingMode.HALF_EVEN)).stripTrailingZeros();
        int exponent = value.precision() - value.scale() - 1;
        if (exponent >= -4 && exponent < digits) return value.toPlainString();
        return value.movePointLeft(exponent).stripTrailingZeros().toPlainString()
                + "e%s%02d".formatted(exponent < 0 ? "-" : "+", Math.abs(exponent));
    }
}
