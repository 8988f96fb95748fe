package org.waywiser.protocol.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.wire.NtpTimestamp;

class TimelineTest {
    private static final long START = 0xeda0_0000_0000_0000L;

    private final Timeline timeline = new Timeline();

    private record Packet(long sentNtp, long delay, boolean lost, boolean late) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void eachPacketIsInTheColumnOfItsTimeInWhateverOrderTheyAreToldOf(long seed) {
        var random = new Random(seed);
        List<Packet> packets = packets(random, 1 + random.nextInt(3000), 1L << random.nextInt(40));
        if (seed % 2 == 0) Collections.shuffle(packets, random);
        packets.forEach(this::add);

        Course course = course();
        assertThat(course.columns()).hasSizeLessThanOrEqualTo(Timeline.COLUMNS);
        for (int i = 0; i < course.columns().size(); i++) {
            long from = i * course.columnNanos();
            List<Packet> inside = packets.stream()
                    .filter(packet -> {
                        long offset = NtpTimestamp.nanosBetween(NtpTimestamp.of(course.from()), packet.sentNtp());
                        return offset >= from && offset < from + course.columnNanos();
                    })
                    .toList();
            List<Packet> arrived =
                    inside.stream().filter(packet -> !packet.lost()).toList();
            Column column = course.columns().get(i);
            assertThat(column.lost()).as("seed %d", seed).isEqualTo(inside.size() - arrived.size());
            assertThat(column.received()).as("seed %d", seed).isEqualTo(arrived.size());
            assertThat(column.reordered())
                    .isEqualTo(arrived.stream().filter(Packet::late).count());
            assertThat(column.minNanos()).isEqualTo(delays(arrived).min().orElse(0));
            assertThat(column.maxNanos()).isEqualTo(delays(arrived).max().orElse(0));
            assertThat(column.p25Nanos()).isBetween(column.minNanos(), column.p50Nanos());
            assertThat(column.p75Nanos()).isBetween(column.p50Nanos(), column.maxNanos());
        }
    }

    @Test
    void aColumnOfFewPacketsHasExactQuartiles() {
        for (int i = 0; i < Timeline.SAMPLES; i++) timeline.received(START, (i * 5 % 16 + 1) * 1000L, false);

        assertThat(course().columns())
                .containsExactly(new Column(Timeline.SAMPLES, 0, 0, 1000, 4000, 8000, 12_000, 16_000));
    }

    @Test
    void quartilesOfManyPacketsAreThoseOfASampleThroughoutTheColumn() {
        timeline.received(START, 500, false);
        timeline.received(at(1_000_000_000_000L), 500, false);
        for (int i = 0; i < 100_000; i++) timeline.received(at(i * 10_000L), i, false);

        assertThat(course().columns())
                .filteredOn(column -> column.received() > 1000)
                .isNotEmpty()
                .allSatisfy(column -> {
                    long spread = column.maxNanos() - column.minNanos();
                    assertThat(column.p50Nanos())
                            .isBetween(column.minNanos() + spread / 4, column.maxNanos() - spread / 4);
                });
    }

    @Test
    void aTimelineIsHalfFullAtLeastHoweverLongTheRun() {
        for (int i = 0; i < 1000; i++) timeline.received(at(i * 3_600_000_000_000L), 1000, false);

        assertThat(course().columns()).hasSizeBetween(Timeline.COLUMNS / 2, Timeline.COLUMNS);
    }

    @Test
    void aClockThatLeapsCostsNoMoreThanResolution() {
        timeline.received(START, 1000, false);
        timeline.received(at(Long.MAX_VALUE / 8), 1000, false);
        timeline.lost(START - NtpTimestamp.interval(Long.MAX_VALUE / 8));

        assertThat(course().columns().stream().mapToLong(Column::received).sum())
                .isEqualTo(2);
        assertThat(course().columns().stream().mapToLong(Column::lost).sum()).isEqualTo(1);
    }

    @Test
    void aPacketTakesNoMemory() {
        var memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 100_000; i++) timeline.received(at(i * 1_000_000L), i, false);
        long taken = memory.getCurrentThreadAllocatedBytes() - before;

        assertThat(taken).isLessThan(100_000);
    }

    @Test
    void nothingHasNoCourse() {
        assertThat(timeline.course(List.of())).isNull();
    }

    private static List<Packet> packets(Random random, int count, long interval) {
        var packets = new ArrayList<Packet>();
        for (int i = 0; i < count; i++) {
            packets.add(new Packet(
                    at(i * interval),
                    random.nextLong(-1000, 100_000),
                    random.nextInt(10) == 0,
                    random.nextInt(10) == 0));
        }
        return packets;
    }

    private void add(Packet packet) {
        if (packet.lost()) timeline.lost(packet.sentNtp());
        else timeline.received(packet.sentNtp(), packet.delay(), packet.late());
    }

    private Course course() {
        return Objects.requireNonNull(timeline.course(List.of()));
    }

    private static LongStream delays(List<Packet> packets) {
        return packets.stream().mapToLong(Packet::delay);
    }

    private static long at(long nanos) {
        return START + NtpTimestamp.interval(nanos);
    }
}
