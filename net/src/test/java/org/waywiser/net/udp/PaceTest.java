package org.waywiser.net.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static int roundsUntilSettled(IntUnaryOperator nanos) {
        var pace = new Pace();
        int rounds = 0;
        while (!pace.settled() && rounds < 100_000) pace.took(nanos.applyAsInt(rounds++));
        return rounds;
    }

    @Test
    void isSettledAfterTwoWindowsThatAreNoFaster() {
        assertThat(roundsUntilSettled(_ -> 20_000)).isEqualTo(600);
    }

    @Test
    void goesOnWhileItGetsFaster() {
        assertThat(roundsUntilSettled(round -> Math.max(20_000, 100_000 - 40 * round)))
                .isBetween(2_000, 3_000);
    }

    @Test
    void isNotHeldUpByInterruptions() {
        assertThat(roundsUntilSettled(round -> round % 7 == 0 ? 4_000_000 : 20_000))
                .isEqualTo(600);
    }
}
