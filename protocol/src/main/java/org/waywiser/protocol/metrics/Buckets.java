package org.waywiser.protocol.metrics;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Counts values with three significant digits: in buckets of one below 2,048, and beyond in 1,024 buckets to each power of two, as
 * HdrHistogram has them. One thread.
 *
 * <p>Memory follows the values. Nothing is taken at first, then four to eleven octets for each bucket in use; only when these are many, or
 * one is used often, a page for each power of two in use. So of thousands of sessions none pays for the range that others need.
 */
final class Buckets {
    /** Buckets to a power of two. */
    private static final int HALF = 1024;

    /** Where buckets begin to be wider than one: as many bits less one. */
    private static final int EXACT_BITS = 11;

    private static final int[] NONE = new int[1];
    private static final int FIRST_CAPACITY = 16;

    /** As much as two pages. */
    private static final int LAST_CAPACITY = 4096;

    private static final int COUNT_BITS = 15;
    private static final int MOST_OF_FEW = (1 << COUNT_BITS) - 1;

    /** 2^32 over the golden ratio: neighbours come to lie far apart. */
    private static final int SPREAD = 0x9e37_79b9;

    /** While they are few: a hash table with open addressing of the number of a bucket above the count in it. */
    private int[] few;

    private int used;
    private long @Nullable [] @Nullable [] pages;
    private long largest;

    Buckets() {
        few = NONE;
    }

    Buckets(Buckets other) {
        few = other.few.clone();
        used = other.used;
        largest = other.largest;
        if (other.pages != null) {
            pages = other.pages.clone();
            for (int i = 0; i < pages.length; i++) {
                var page = pages[i];
                if (page != null) pages[i] = page.clone();
            }
        }
    }

    /** @param value not negative */
    void add(long value) {
        add(value, 1);
    }

    /** @param value not negative */
    void add(long value, long times) {
        largest = Math.max(largest, value);
        int bucket = bucket(value);
        if (pages == null) {
            if (addToFew(bucket, times)) return;
            spread();
        }
        addToPage(bucket, times);
    }

    /** The largest value that was added, 0 for none. */
    long largest() {
        return largest;
    }

    private static int bucket(long value) {
        int shift = shift(value);
        return shift * HALF + (int) (value >>> shift);
    }

    private static int shift(long value) {
        return Math.max(0, Long.SIZE - EXACT_BITS - Long.numberOfLeadingZeros(value));
    }

    /** The value in the middle of a bucket. */
    private static long middle(int bucket) {
        int shift = Math.max(0, bucket / HALF - 1);
        long width = 1L << shift;
        return ((long) (bucket - shift * HALF) << shift) + (width >> 1);
    }

    /** @return false if they are not few any more */
    private boolean addToFew(int bucket, long times) {
        int at = slot(bucket);
        long count = (few[at] & MOST_OF_FEW) + times;
        if (count > MOST_OF_FEW) return false;
        if (few[at] == 0) {
            if (used >= few.length / 4 * 3) {
                if (few.length == LAST_CAPACITY) return false;
                grow();
                at = slot(bucket);
            }
            used++;
        }
        few[at] = bucket << COUNT_BITS | (int) count;
        return true;
    }

    /** Where a bucket is, or belongs. */
    private int slot(int bucket) {
        int mask = few.length - 1;
        int at = bucket * SPREAD >>> 16 & mask;
        while (few[at] != 0 && few[at] >>> COUNT_BITS != bucket) at = at + 1 & mask;
        return at;
    }

    private void grow() {
        int[] old = few;
        few = new int[Math.max(FIRST_CAPACITY, 2 * old.length)];
        for (int entry : old) if (entry != 0) few[slot(entry >>> COUNT_BITS)] = entry;
    }

    private void spread() {
        pages = new long[Long.SIZE - EXACT_BITS + 2][];
        for (int entry : few) if (entry != 0) addToPage(entry >>> COUNT_BITS, entry & MOST_OF_FEW);
        few = NONE;
    }

    private void addToPage(int bucket, long times) {
        if (pages == null) throw new IllegalStateException("still few");
        var page = pages[bucket / HALF];
        if (page == null) pages[bucket / HALF] = page = new long[HALF];
        page[bucket % HALF] += times;
    }

    /** Takes a bucket in use. */
    interface Each {
        void bucket(long middle, long times);
    }

    /** All buckets in use, in order. */
    void forEach(Each each) {
        int[] sorted = few.clone();
        Arrays.sort(sorted);
        for (int entry : sorted) if (entry != 0) each.bucket(middle(entry >>> COUNT_BITS), entry & MOST_OF_FEW);
        if (pages == null) return;
        for (int i = 0; i < pages.length; i++) {
            var page = pages[i];
            if (page == null) continue;
            for (int j = 0; j < HALF; j++) if (page[j] != 0) each.bucket(middle(i * HALF + j), page[j]);
        }
    }

    /** Values by rank, the smallest first. */
    static final class Ranks {
        private final long[] middles;

        /** Of each, how many values are not above it. */
        private final long[] upTo;

        private int size;

        private Ranks(long[] middles, long[] upTo) {
            this.middles = middles;
            this.upTo = upTo;
        }

        private void append(long middle, long times) {
            middles[size] = middle;
            upTo[size] = count() + times;
            size++;
        }

        long count() {
            return size == 0 ? 0 : upTo[size - 1];
        }

        /** The value with that rank, 1 for the smallest; 0 where there is none. */
        long at(long rank) {
            int at = Arrays.binarySearch(upTo, rank);
            if (at < 0) at = -1 - at;
            return at < size ? middles[at] : 0;
        }

        /** The value that {@code percent} of all do not exceed, 0 to 100; 0 where there is none. */
        long percentile(double percent) {
            // The last bit less: what is a whole number of values must not come out as one more.
            double rank = Math.ceil(Math.max(0, Math.nextDown(percent)) * count() / 100);
            return at(Math.max(1, (long) rank));
        }
    }

    /** As it is now. */
    Ranks ranks() {
        var counted = new int[1];
        forEach((_, _) -> counted[0]++);
        var ranks = new Ranks(new long[counted[0]], new long[counted[0]]);
        forEach(ranks::append);
        return ranks;
    }
}
