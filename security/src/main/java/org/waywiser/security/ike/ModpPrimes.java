package org.waywiser.security.ike;

import java.math.BigInteger;
import java.util.EnumMap;
import java.util.Map;
import javax.crypto.spec.DHParameterSpec;

/** The primes of groups 14 to 18, by the formula that defines each of them. RFC 3526 §3–7. */
final class ModpPrimes {
    private static final int GUARD = 64; // bits of the computation of pi that are thrown away

    private static final Map<DhGroup, DHParameterSpec> PARAMETERS = new EnumMap<>(Map.of(
            DhGroup.MODP_2048, parameters(2048, 124_476),
            DhGroup.MODP_3072, parameters(3072, 1_690_314),
            DhGroup.MODP_4096, parameters(4096, 240_904),
            DhGroup.MODP_6144, parameters(6144, 929_484),
            DhGroup.MODP_8192, parameters(8192, 4_743_158)));

    private ModpPrimes() {}

    /** Prime and generator of one of these groups. */
    static DHParameterSpec parameters(DhGroup group) {
        var parameters = PARAMETERS.get(group);
        if (parameters == null) throw new IllegalArgumentException(group.keyword());
        return parameters;
    }

    /** p = 2^n - 2^(n-64) - 1 + 2^64 · (⌊2^(n-130) · π⌋ + c), and g = 2. */
    private static DHParameterSpec parameters(int bits, long c) {
        var two = BigInteger.TWO;
        var middle = pi(bits - 130).add(BigInteger.valueOf(c)).shiftLeft(64);
        var p = two.pow(bits)
                .subtract(two.pow(bits - 64))
                .subtract(BigInteger.ONE)
                .add(middle);
        return new DHParameterSpec(p, two);
    }

    /** ⌊2^bits · π⌋ by Machin's formula: π = 16 arctan(1/5) - 4 arctan(1/239). */
    private static BigInteger pi(int bits) {
        var fifth = inverseArctan(5, bits + GUARD).shiftLeft(4);
        return fifth.subtract(inverseArctan(239, bits + GUARD).shiftLeft(2)).shiftRight(GUARD);
    }

    /** 2^bits · arctan(1/x), a little inexact in the last bits. */
    private static BigInteger inverseArctan(int x, int bits) {
        var square = BigInteger.valueOf((long) x * x);
        var power = BigInteger.TWO.pow(bits).divide(BigInteger.valueOf(x));
        var sum = BigInteger.ZERO;
        for (int n = 1; power.signum() > 0; n += 2) {
            var term = power.divide(BigInteger.valueOf(n));
            sum = n % 4 == 1 ? sum.add(term) : sum.subtract(term);
            power = power.divide(square);
        }
        return sum;
    }
}
