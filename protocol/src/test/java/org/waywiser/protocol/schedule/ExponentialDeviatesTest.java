package org.waywiser.protocol.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Sid;

@Rfc(value = 4656, section = "5")
class ExponentialDeviatesTest {
    /** The vectors of RFC 4656 Appendix B; what comes first is from an independent run of perfSONAR owamp 5.2.3. */
    @ParameterizedTest
    @CsvSource({
        "2872979303ab47eeac028dab3829dab2, 6d27e540, 000f4479bd317381, 1000569.739036",
        "0102030405060708090a0b0c0d0e0f00, c2127448, 000f433686466a62, 1000246.524512",
        "deadbeefdeadbeefdeadbeefdeadbeef, 17ef33648, 000f416c8884d2d3, 999788.533277",
        "feed0feed1feed2feed3feed4feed5ab, 300d1c98, 000f3f0b4b416ec8, 999179.293967"
    })
    void addUpToTheVectorsOfTheRfc(String sid, String first, String sum, double seconds) {
        var deviates = new ExponentialDeviates(new Sid(Octets.hex(sid)));
        long total = deviates.next();
        assertThat(Long.toHexString(total)).isEqualTo(first);
        for (int i = 1; i < 1_000_000; i++) total += deviates.next();
        assertThat(total).isEqualTo(Long.parseUnsignedLong(sum, 16));
        assertThat(total / 0x1p32).isCloseTo(seconds, within(1e-6));
    }

    /** Sums of (ln 2)^i / i!, rounded; the vectors hardly meet the last ones, which all but end the search. */
    @Test
    void searchAmongTheSumsThatTheRfcDefines() {
        var exact = new MathContext(40);
        BigDecimal ln2 = IntStream.rangeClosed(1, 150)
                .mapToObj(n -> BigDecimal.ONE.divide(BigDecimal.valueOf(n).multiply(BigDecimal.TWO.pow(n)), exact))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal term = BigDecimal.ONE;
        BigDecimal sum = BigDecimal.ZERO;
        for (int k = 1; k <= 11; k++) {
            term = term.multiply(ln2).divide(BigDecimal.valueOf(k), exact);
            sum = sum.add(term);
            long parts = sum.multiply(BigDecimal.valueOf(1L << 32))
                    .setScale(0, RoundingMode.HALF_EVEN)
                    .longValueExact();
            assertThat(ExponentialDeviates.q(k)).isEqualTo(Math.min(parts, 0xffff_ffffL));
        }
    }

    @Test
    void multiplyExactlyWithAllBitsOfTheProduct() {
        assertThat(ExponentialDeviates.product(1L << 32, -1L)).isEqualTo(-1L);
        assertThat(ExponentialDeviates.product(0x1_8000_0000L, 0x1_8000_0000L)).isEqualTo(0x2_4000_0000L);
        assertThat(ExponentialDeviates.product(0xffff_ffffL, 0xffff_ffffL)).isEqualTo(0xffff_fffeL);
        assertThat(ExponentialDeviates.product(0xffff_ffff_ffff_ffffL, 0xb172_17f8L))
                .isEqualTo(0xb172_17f7_ffff_ffffL);
    }
}
