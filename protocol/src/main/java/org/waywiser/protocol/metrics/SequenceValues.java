package org.waywiser.protocol.metrics;

import java.util.TreeMap;

/**
 * One number for each sequence number that came. Memory follows what came, up to 30 octets for each, however far apart
 * and in whatever order a file may have them. One thread.
 */
final class SequenceValues {
    /** Stands for none: no delay is so long. */
    static final long ABSENT = Long.MIN_VALUE;

    /** Sequence numbers in order, all of those from the first to the one before the next leaf. */
    private static final class Leaf {
        static final int ROOM = 64;

        final int[] sequences = new int[ROOM];
        final long[] values = new long[ROOM];
        final long from;
        long to;
        int count;

        Leaf(long from, long to) {
            this.from = from;
            this.to = to;
        }

        /** Where it is, or -1 less where it belongs. */
        int find(long sequence) {
            int low = 0;
            int high = count;
            while (low < high) {
                int middle = low + high >>> 1;
                if (Integer.toUnsignedLong(sequences[middle]) < sequence) low = middle + 1;
                else high = middle;
            }
            return low < count && sequences[low] == (int) sequence ? low : -1 - low;
        }

        void insert(int at, long sequence, long value) {
            System.arraycopy(sequences, at, sequences, at + 1, count - at);
            System.arraycopy(values, at, values, at + 1, count - at);
            sequences[at] = (int) sequence;
            values[at] = value;
            count++;
        }
    }

    private final TreeMap<Long, Leaf> leaves = new TreeMap<>();
    private Leaf last = new Leaf(0, Long.MAX_VALUE);

    SequenceValues() {
        leaves.put(last.from, last);
    }

    /** What was put for it, {@link #ABSENT} for nothing. */
    long get(long sequence) {
        Leaf leaf = leaf(sequence);
        int at = leaf.find(sequence);
        return at < 0 ? ABSENT : leaf.values[at];
    }

    /** @param sequence of 32 bits */
    void put(long sequence, long value) {
        Leaf leaf = leaf(sequence);
        int at = leaf.find(sequence);
        if (at >= 0) {
            leaf.values[at] = value;
            return;
        }
        if (leaf.count == Leaf.ROOM) {
            split(leaf, sequence);
            leaf = leaf(sequence);
            at = leaf.find(sequence);
        }
        leaf.insert(-1 - at, sequence, value);
    }

    /** How many leaves there are, of 64 numbers in 900 octets each; all but the last are at least half full. */
    int leaves() {
        return leaves.size();
    }

    private Leaf leaf(long sequence) {
        if (sequence < last.from || sequence >= last.to)
            last = leaves.floorEntry(sequence).getValue();
        return last;
    }

    /** In two halves, but for one at the end: what comes in order fills it. */
    private void split(Leaf full, long sequence) {
        boolean inOrder = full.to == Long.MAX_VALUE && full.find(sequence) == -1 - Leaf.ROOM;
        int kept = inOrder ? Leaf.ROOM : Leaf.ROOM / 2;
        var right = new Leaf(inOrder ? sequence : Integer.toUnsignedLong(full.sequences[kept]), full.to);
        right.count = Leaf.ROOM - kept;
        System.arraycopy(full.sequences, kept, right.sequences, 0, right.count);
        System.arraycopy(full.values, kept, right.values, 0, right.count);
        full.to = right.from;
        full.count = kept;
        leaves.put(right.from, right);
    }
}
