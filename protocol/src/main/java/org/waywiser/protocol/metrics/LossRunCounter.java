package org.waywiser.protocol.metrics;

/** Finds runs in losses that are told in the order of sending. One thread. */
final class LossRunCounter {
    private long runs;
    private long run;
    private long longest;
    private long next = -1;

    LossRunCounter() {}

    LossRunCounter(LossRunCounter other) {
        runs = other.runs;
        run = other.run;
        longest = other.longest;
        next = other.next;
    }

    /** So many packets from this number on are lost. */
    void lost(long sequence, long packets) {
        if (sequence == next) {
            run += packets;
        } else {
            runs++;
            run = packets;
        }
        longest = Math.max(longest, run);
        next = sequence + packets;
    }

    LossRuns summary() {
        return new LossRuns(runs, longest);
    }
}
