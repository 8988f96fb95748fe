package org.waywiser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapWatchTest {
    private static final long MIB = 1 << 20;

    @Test
    void collectsWhatHasGrownWellBeyondWhatWasKept() {
        assertThat(HeapWatch.worthwhile(60 * MIB, 10 * MIB)).isTrue();
    }

    @Test
    void sparesASmallHeapThePause() {
        assertThat(HeapWatch.worthwhile(40 * MIB, 10 * MIB)).isFalse();
    }

    @Test
    void letsALargeHeapGrowInProportion() {
        assertThat(HeapWatch.worthwhile(180 * MIB, 100 * MIB)).isFalse();
        assertThat(HeapWatch.worthwhile(240 * MIB, 100 * MIB)).isTrue();
    }
}
