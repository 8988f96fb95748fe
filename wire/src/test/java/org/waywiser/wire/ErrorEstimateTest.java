package org.waywiser.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.testkit.Rfc;

@Rfc(value = 4656, section = "4.1.2")
class ErrorEstimateTest {
    @Test
    void readsAndWritesAllSixteenBits() {
        assertThat(ErrorEstimate.of(0x8000 | 32 << 8 | 3)).isEqualTo(new ErrorEstimate(true, false, 32, 3));
        assertThat(ErrorEstimate.of(0x7fff)).isEqualTo(new ErrorEstimate(false, true, 63, 255));
        for (int bits = 0; bits < 1 << 16; bits++)
            assertThat(ErrorEstimate.of(bits).bits()).isEqualTo(bits);
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1", "32, 1, 1000000000", "31, 1, 500000000", "33, 3, 6000000000", "22, 255, 249023438"})
    void isMultiplierTimesTwoToTheScaleInUnitsOf2ToTheMinus32Seconds(int scale, int multiplier, long nanos) {
        assertThat(new ErrorEstimate(true, false, scale, multiplier).nanos()).isEqualTo(nanos);
    }

    @Test
    void staysWithinALongWhenTheErrorDoesNot() {
        assertThat(ErrorEstimate.of(0x3fff).nanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void isCorruptWithAMultiplierOfZero() {
        assertThat(ErrorEstimate.corrupt(0x8500)).isTrue();
        assertThat(ErrorEstimate.corrupt(0x8501)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 59, 60, 999_999_999, 1_000_000_000, 0x7fff_ffffL * 1_000_000_000, Long.MAX_VALUE})
    void neverMakesAMultiplierOfZeroNorSetsZ(long nanos) {
        var estimate = ErrorEstimate.ofNanos(true, nanos);

        assertThat(estimate.multiplier()).isPositive();
        assertThat(estimate.ptpFormat()).isFalse();
        assertThat(estimate.nanos()).isGreaterThanOrEqualTo(nanos);
    }

    @Test
    void refusesWhatItsFieldsCannotHold() {
        assertThatThrownBy(() -> new ErrorEstimate(true, false, 64, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ErrorEstimate(true, false, 1, 256)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ErrorEstimate.ofNanos(true, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void roundsUpByLessThanOnePartIn127(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            long nanos = random.nextLong(Long.MAX_VALUE) >>> random.nextInt(63);
            long estimate = ErrorEstimate.ofNanos(false, nanos).nanos();

            assertThat(estimate).as("seed %d, %d ns", seed, nanos).isGreaterThanOrEqualTo(nanos);
            assertThat((double) estimate)
                    .as("seed %d, %d ns", seed, nanos)
                    .isLessThanOrEqualTo(nanos + nanos / 127.0 + 1 + (nanos >= 0x7fff_ffff_ffff_ffffL / 4 ? 2e9 : 0));
        }
    }
}
