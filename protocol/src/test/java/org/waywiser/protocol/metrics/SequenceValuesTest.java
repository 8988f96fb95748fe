package org.waywiser.protocol.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SequenceValuesTest {
    private static final int COUNT = 10_000;
    private static final long LARGEST = 0xffff_ffffL;

    /** Ways in which a file may have its sequence numbers. */
    enum Order {
        RISING,
        FALLING,
        SHUFFLED,
        /** The ends first, so that every other one comes between two that are there. */
        FROM_OUTSIDE;

        List<Long> of(long apart) {
            var numbers = new ArrayList<>(
                    LongStream.range(0, COUNT).map(i -> i * apart).boxed().toList());
            switch (this) {
                case RISING -> {}
                case FALLING -> Collections.reverse(numbers);
                case SHUFFLED -> Collections.shuffle(numbers, new Random(4656));
                case FROM_OUTSIDE ->
                    numbers.replaceAll(n -> {
                        long i = n / apart;
                        return (i % 2 == 0 ? i / 2 : COUNT - 1 - i / 2) * apart;
                    });
            }
            return numbers;
        }
    }

    @ParameterizedTest
    @EnumSource(Order.class)
    void keepsWhatWasPutForEachNumberInWhateverOrder(Order order) {
        var values = new SequenceValues();
        for (long sequence : order.of(3)) {
            assertThat(values.get(sequence)).isEqualTo(SequenceValues.ABSENT);
            values.put(sequence, -sequence);
        }
        for (long sequence = 0; sequence < COUNT * 3L; sequence++) {
            assertThat(values.get(sequence)).isEqualTo(sequence % 3 == 0 ? -sequence : SequenceValues.ABSENT);
        }
    }

    @Test
    void keepsTheSmallestAndTheLargestAndTheLastThatWasPut() {
        var values = new SequenceValues();
        values.put(LARGEST, 1);
        values.put(0, 2);
        values.put(LARGEST, 3);
        assertThat(values.get(LARGEST)).isEqualTo(3);
        assertThat(values.get(0)).isEqualTo(2);
        assertThat(values.get(LARGEST - 1)).isEqualTo(SequenceValues.ABSENT);
    }

    @ParameterizedTest
    @EnumSource(Order.class)
    void takesLittleMemoryForEachNumberHoweverFarApart(Order order) {
        for (long apart : new long[] {1, 33, 40_000}) {
            List<Long> numbers = order.of(apart);
            var values = new SequenceValues();
            for (long sequence : numbers) values.put(sequence, 1);
            assertThat(values.leaves()).as("%s, %d apart", order, apart).isLessThanOrEqualTo(COUNT / 32 + 1);
        }
    }

    @Test
    void wastesNothingOnNumbersThatComeInOrder() {
        var values = new SequenceValues();
        for (long sequence : Order.RISING.of(40_000)) values.put(sequence, 1);
        assertThat(values.leaves()).isEqualTo(COUNT / 64 + 1);
    }
}
