package org.waywiser.protocol.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MarkingsTest {
    private final Markings markings = new Markings();

    @Test
    void countsEachOctetAndTellsThemInOrder() {
        for (int octet : new int[] {184, -1, 0, 184, 187, 0, 184}) markings.count(octet);
        assertThat(markings.seen()).containsExactly(new Marking(0, 0, 2), new Marking(46, 0, 3), new Marking(46, 3, 1));
    }

    @Test
    void hasRoomForAllThereAre() {
        for (int octet = 255; octet >= 0; octet--) markings.count(octet);
        assertThat(markings.copy().seen())
                .isEqualTo(IntStream.range(0, 256)
                        .mapToObj(octet -> new Marking(octet >> 2, octet & 3, 1))
                        .toList());
    }
}
