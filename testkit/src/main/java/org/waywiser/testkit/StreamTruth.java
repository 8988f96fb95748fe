package org.waywiser.testkit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * What became of a stream of numbered packets, by the words of the definitions and with all the time and memory they take: to hold
 * measured figures against.
 */
public final class StreamTruth {
    private final long sent;
    private final List<Long> firstCopies = new ArrayList<>();
    private final HashSet<Long> arrived = new HashSet<>();
    private long duplicates;

    /**
     * A stream and its fate.
     *
     * @param sent numbers from zero up to this one were sent
     * @param arrivals numbers in the order in which they came, copies too
     */
    public StreamTruth(long sent, List<Long> arrivals) {
        this.sent = sent;
        for (long number : arrivals) {
            if (arrived.add(number)) firstCopies.add(number);
            else duplicates++;
        }
    }

    /** Each counts once. */
    public long received() {
        return firstCopies.size();
    }

    public long lost() {
        return sent - firstCopies.size();
    }

    public boolean lost(long number) {
        return !arrived.contains(number);
    }

    /** Further copies. RFC 5560 §3.4. */
    public long duplicates() {
        return duplicates;
    }

    /** How often a lost packet follows one that is not. */
    public long lossRuns() {
        long runs = 0;
        for (long i = 0; i < sent; i++) if (lost(i) && (i == 0 || !lost(i - 1))) runs++;
        return runs;
    }

    public long longestLossRun() {
        long longest = 0;
        long run = 0;
        for (long i = 0; i < sent; i++) {
            run = lost(i) ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return longest;
    }

    /** RFC 4737 §3.3. */
    public long reordered() {
        long reordered = 0;
        long nextExpected = 0;
        for (long number : firstCopies) {
            if (number < nextExpected) reordered++;
            else nextExpected = number + 1;
        }
        return reordered;
    }

    /** RFC 4737 §4.2.3. */
    public long largestReorderingExtent() {
        long largest = 0;
        long[] highestUpTo = new long[firstCopies.size()];
        for (int i = 0; i < highestUpTo.length; i++) {
            highestUpTo[i] = Math.max(firstCopies.get(i), i == 0 ? 0 : highestUpTo[i - 1]);
            int j = i;
            while (j > 0 && highestUpTo[j - 1] > firstCopies.get(i)) j--;
            largest = Math.max(largest, i - j);
        }
        return largest;
    }

    /** Packets that are n-reordered. RFC 4737 §5.3. */
    public long reordered(int n) {
        long reordered = 0;
        for (int i = n; i < firstCopies.size(); i++) {
            boolean all = true;
            for (int j = i - n; j < i; j++) all &= firstCopies.get(j) > firstCopies.get(i);
            if (all) reordered++;
        }
        return reordered;
    }
}
