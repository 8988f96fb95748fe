package org.waywiser.protocol.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.waywiser.testkit.Rfc;

@Rfc(value = 5357, section = "4.2.1")
class ReplyStreamTest {
    private static final long SECOND = 1L << 32;
    private static final long TIMEOUT_NANOS = 2_000_000_000L;

    private final ReplyStream replies = new ReplyStream();
    private long now = 0xeda0_0000_0000_0000L;

    @Test
    void whatIsMissingBetweenRepliesIsLostOnTheWayBack() {
        for (int number : new int[] {0, 1, 4, 5, 9}) add(number, number + 10);

        assertThat(replies.sent()).isEqualTo(10);
        assertThat(replies.lost()).isEqualTo(5);
        assertThat(replies.finished().losses()).isEqualTo(new LossRuns(2, 3));
    }

    @Test
    void theOrderOnTheWayThereIsThatOfTheReflectorsNumbers() {
        // Packets 0, 2, 1, 3 came to the reflector so; replies 1 and 2 changed places on the way back.
        add(0, 0);
        add(2, 1);
        add(1, 2);
        add(3, 3);

        assertThat(replies.there().reordered()).isEqualTo(1);
        assertThat(replies.back().reordered()).isEqualTo(1);
        assertThat(replies.there().arrived()).isEqualTo(4);
    }

    @Test
    void aGapIsWaitedForNoLongerThanItsReplyCanCount() {
        add(0, 0);
        add(2, 2);
        assertThat(replies.there().arrived()).isEqualTo(1);
        now += 3 * SECOND;
        add(3, 3);

        assertThat(replies.there().arrived()).isEqualTo(3);
        assertThat(replies.losses()).isEqualTo(new LossRuns(1, 1));
        // Not what ends a measurement waits, and what goes on is not ended by it.
        add(5, 5);
        assertThat(replies.finished().there().arrived()).isEqualTo(4);
        assertThat(replies.there().arrived()).isEqualTo(3);
    }

    @Test
    void aFurtherCopyOfAPacketIsNotReordered() {
        add(0, 0);
        add(1, 1);
        add(2, 0);

        assertThat(replies.there().arrived()).isEqualTo(2);
        assertThat(replies.there().reordered()).isZero();
    }

    @Test
    void goesOnAcrossTheWrapOfThirtyTwoBits() {
        add(0, 0);
        add(0x7fff_0000, 1);
        add(0xfffe_0000, 2);
        add(1, 3);

        assertThat(replies.sent()).isEqualTo(0x1_0000_0002L);
        assertThat(replies.received()).isEqualTo(4);
        assertThat(replies.finished().there().arrived()).isEqualTo(4);
    }

    @Test
    void keepsNoMoreThanItCanWaitFor() {
        add(0, 0);
        for (int i = 0; i < 300_000; i++) add(2 + 2 * i, 1 + i);

        assertThat(replies.finished().losses()).isEqualTo(new LossRuns(300_000, 1));
        assertThat(replies.finished().there()).isEqualTo(new ReorderingSummary(300_001, 0, 0, 0, List.of()));
    }

    @Test
    void doesNotBelieveInNumbersBeforeTheFirst() {
        add(0xffff_ffff, 7);

        assertThat(replies.sent()).isZero();
        assertThat(replies.received()).isZero();
    }

    private void add(int number, long packet) {
        replies.add(Integer.toUnsignedLong(number), packet, now, TIMEOUT_NANOS);
    }
}
