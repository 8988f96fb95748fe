package org.waywiser.protocol.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.waywiser.wire.NtpTimestamp;

/**
 * What became of packets, by the time they were sent at: in columns that become twice as long when there is no room for more
 * of them. So a timeline always has the same size, and allocates nothing once it is made. One thread.
 *
 * <p>Of the delays in a column it knows the smallest, the largest, and a sample: each first, second, fourth, eighth and so on packet.
 */
final class Timeline {
    static final int COLUMNS = 480;
    static final int SAMPLES = 16;

    private static final long FIRST_COLUMN_NANOS = 1000;

    private final long[] received;
    private final long[] lost;
    private final long[] reordered;
    private final long[] min;
    private final long[] max;

    /** By column, in the order of arrival. */
    private final long[] samples;

    private final int[] sampled;

    /** A power of two: each so many packets one is sampled. */
    private final long[] stride;

    private boolean begun;
    private long fromNtp;
    private long columnNanos = FIRST_COLUMN_NANOS;

    /** Columns in use. */
    private int size;

    Timeline() {
        received = new long[COLUMNS];
        lost = new long[COLUMNS];
        reordered = new long[COLUMNS];
        min = new long[COLUMNS];
        max = new long[COLUMNS];
        samples = new long[COLUMNS * SAMPLES];
        sampled = new int[COLUMNS];
        stride = new long[COLUMNS];
        Arrays.fill(stride, 1);
    }

    private Timeline(Timeline other) {
        received = other.received.clone();
        lost = other.lost.clone();
        reordered = other.reordered.clone();
        min = other.min.clone();
        max = other.max.clone();
        samples = other.samples.clone();
        sampled = other.sampled.clone();
        stride = other.stride.clone();
        begun = other.begun;
        fromNtp = other.fromNtp;
        columnNanos = other.columnNanos;
        size = other.size;
    }

    Timeline copy() {
        return new Timeline(this);
    }

    /** A packet sent at that time arrived. */
    void received(long sentNtp, long delayNanos, boolean late) {
        int column = column(sentNtp);
        long before = received[column]++;
        if (late) reordered[column]++;
        min[column] = before == 0 ? delayNanos : Math.min(min[column], delayNanos);
        max[column] = before == 0 ? delayNanos : Math.max(max[column], delayNanos);
        if ((before & stride[column] - 1) != 0) return;
        if (sampled[column] == SAMPLES) thin(column);
        samples[column * SAMPLES + sampled[column]++] = delayNanos;
    }

    /** A packet sent at that time was lost. */
    void lost(long sentNtp) {
        lost[column(sentNtp)]++;
    }

    /** Where that time is, once there is room for it. */
    private int column(long sentNtp) {
        if (!begun) {
            begun = true;
            fromNtp = sentNtp;
        }
        long offset = NtpTimestamp.nanosBetween(fromNtp, sentNtp);
        if (offset < 0) {
            beginAt(offset);
            offset = NtpTimestamp.nanosBetween(fromNtp, sentNtp);
        }
        // Rounding of timestamps may leave it a nanosecond before the beginning.
        offset = Math.max(0, offset);
        while (offset / columnNanos >= COLUMNS) halve();
        int column = (int) (offset / columnNanos);
        size = Math.max(size, column + 1);
        return column;
    }

    /** Packets that were sent before all others may be told of after them. */
    private void beginAt(long offset) {
        while (Math.ceilDiv(-offset, columnNanos) + size > COLUMNS) halve();
        int shift = (int) Math.ceilDiv(-offset, columnNanos);
        for (int column = size - 1; column >= 0; column--) move(column, column + shift);
        size += shift;
        fromNtp -= NtpTimestamp.interval(shift * columnNanos);
    }

    /** Two columns become one. */
    private void halve() {
        columnNanos *= 2;
        size = Math.ceilDiv(size, 2);
        for (int column = 0; column < COLUMNS / 2; column++) {
            if (column > 0) move(2 * column, column);
            absorb(column, 2 * column + 1);
        }
    }

    /** To an empty column, which the other one is then. */
    private void move(int from, int to) {
        received[to] = received[from];
        lost[to] = lost[from];
        reordered[to] = reordered[from];
        min[to] = min[from];
        max[to] = max[from];
        System.arraycopy(samples, from * SAMPLES, samples, to * SAMPLES, sampled[from]);
        sampled[to] = sampled[from];
        stride[to] = stride[from];
        clear(from);
    }

    private void absorb(int column, int next) {
        if (received[next] > 0) {
            min[column] = received[column] == 0 ? min[next] : Math.min(min[column], min[next]);
            max[column] = received[column] == 0 ? max[next] : Math.max(max[column], max[next]);
        }
        while (stride[column] < stride[next]) thin(column);
        while (stride[next] < stride[column]) thin(next);
        if (sampled[column] + sampled[next] > SAMPLES) {
            thin(column);
            thin(next);
        }
        System.arraycopy(samples, next * SAMPLES, samples, column * SAMPLES + sampled[column], sampled[next]);
        sampled[column] += sampled[next];
        received[column] += received[next];
        lost[column] += lost[next];
        reordered[column] += reordered[next];
        clear(next);
    }

    private void clear(int column) {
        received[column] = 0;
        lost[column] = 0;
        reordered[column] = 0;
        sampled[column] = 0;
        stride[column] = 1;
    }

    /** Each second sample goes. */
    private void thin(int column) {
        int kept = Math.ceilDiv(sampled[column], 2);
        int first = column * SAMPLES;
        for (int i = 1; i < kept; i++) samples[first + i] = samples[first + 2 * i];
        sampled[column] = kept;
        stride[column] *= 2;
    }

    private List<Column> columns() {
        var columns = new ArrayList<Column>(size);
        for (int i = 0; i < size; i++) {
            long[] sorted = Arrays.copyOfRange(samples, i * SAMPLES, i * SAMPLES + sampled[i]);
            Arrays.sort(sorted);
            columns.add(new Column(
                    received[i],
                    lost[i],
                    reordered[i],
                    received[i] == 0 ? 0 : min[i],
                    quantile(sorted, 0.25),
                    quantile(sorted, 0.5),
                    quantile(sorted, 0.75),
                    received[i] == 0 ? 0 : max[i]));
        }
        return columns;
    }

    private static long quantile(long[] sorted, double part) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(part * sorted.length) - 1];
    }

    /** Null before the first packet; with the distribution of the same delays. */
    @Nullable
    Course course(List<Bar> bars) {
        return begun ? new Course(NtpTimestamp.toInstant(fromNtp), columnNanos, columns(), bars) : null;
    }
}
