package org.waywiser.net.udp;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PacingTest {
    @Test
    void asksNothingOfTheKernelUnlessItHasTo() {
        assertThatCode(Pacing.SLEEPING::check).doesNotThrowAnyException();
    }

    @Test
    void saysWhichProcessorThereIsNot() {
        var pacing = new Pacing(false, OptionalInt.of(100_000), OptionalInt.empty());
        assertThatThrownBy(pacing::check)
                .isInstanceOf(Pacing.Refused.class)
                .hasMessageStartingWith("processor 100000 is none of ours: sched_setaffinity: Invalid argument");
    }

    @Test
    void saysWhatARealtimePriorityNeeds() {
        var pacing = new Pacing(true, OptionalInt.empty(), OptionalInt.of(100));
        assertThatThrownBy(pacing::check)
                .isInstanceOf(Pacing.Refused.class)
                .hasMessageStartingWith("no real-time priority 100: sched_setscheduler: Invalid argument")
                .hasMessageContaining("CAP_SYS_NICE");
    }
}
