package org.waywiser.protocol.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceWindowTest {
    private final SequenceWindow window = new SequenceWindow();

    @Test
    void knowsWhatItHasSeen() {
        assertThat(window.first(5)).isTrue();
        assertThat(window.first(5)).isFalse();
        assertThat(window.first(3)).isTrue();
        assertThat(window.first(3)).isFalse();
        assertThat(window.first(6)).isTrue();
        assertThat(window.first(4)).isTrue();
    }

    @Test
    void goesOnAcrossTheWrapOfThirtyTwoBits() {
        for (long number = 0xffff_fff0L; number < 0x1_0000_0010L; number++) {
            assertThat(window.first(number & 0xffff_ffffL)).isTrue();
            assertThat(window.first(number & 0xffff_ffffL)).isFalse();
        }
    }

    @Test
    void takesNoneThatIsTooOldToTell() {
        assertThat(window.first(0)).isTrue();
        assertThat(window.first(131_072)).isTrue();
        assertThat(window.first(0)).isFalse();
        assertThat(window.first(1)).isTrue();
        assertThat(window.first(10_000_000)).isTrue();
        assertThat(window.first(131_072)).isFalse();
        assertThat(window.first(10_000_000 - 131_071)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void agreesWithASetOfNumbers(long seed) {
        var random = new SplittableRandom(seed);
        var seen = new HashSet<Long>();
        long base = 0;
        for (int i = 0; i < 200_000; i++) {
            base += random.nextInt(4);
            long number = base + random.nextInt(1000);
            assertThat(window.first(number))
                    .as("seed %d, number %d", seed, number)
                    .isEqualTo(seen.add(number));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void agreesWithASetOfNumbersHoweverFarApartTheyAre(long seed) {
        var random = new SplittableRandom(seed);
        var seen = new HashSet<Long>();
        long newest = Long.MIN_VALUE;
        long base = 0xffff_0000L;
        for (int i = 0; i < 20_000; i++) {
            base += random.nextInt(1 << random.nextInt(10));
            if (random.nextInt(1000) == 0) base += random.nextInt(300_000);
            long number = base - random.nextInt(1 << random.nextInt(19));
            newest = Math.max(newest, number);
            boolean expected = newest - number < 131_072 && seen.add(number);
            assertThat(window.first(number & 0xffff_ffffL))
                    .as("seed %d, number %d", seed, number)
                    .isEqualTo(expected);
        }
    }
}
