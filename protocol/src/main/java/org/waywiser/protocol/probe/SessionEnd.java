package org.waywiser.protocol.probe;

import java.util.List;
import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.control.SkipRange;

/** How a one-way session ended for its receiver, and which of its records count. RFC 4656 §3.8. */
public sealed interface SessionEnd {
    /** Whether a record belongs to the results. */
    boolean keeps(FetchedRecord packet);

    /**
     * The sender said what it sent.
     *
     * @param nextSequenceNumber the one that would have come next
     * @param skipped never sent, in order
     * @param firstDiscarded packets from this number on were due less than Timeout before the end: their fate is open
     */
    record Stopped(long nextSequenceNumber, List<SkipRange> skipped, long firstDiscarded) implements SessionEnd {
        public Stopped {
            skipped = List.copyOf(skipped);
        }

        /** A packet that arrived was sent, whatever the ranges say. */
        @Override
        public boolean keeps(FetchedRecord packet) {
            long sequence = packet.sequenceNumber();
            if (sequence >= nextSequenceNumber || sequence >= firstDiscarded) return false;
            return !packet.lost() || !skips(sequence);
        }

        private boolean skips(long sequence) {
            int low = 0;
            int high = skipped.size();
            while (low < high) {
                int middle = low + high >>> 1;
                if (skipped.get(middle).last() < sequence) low = middle + 1;
                else high = middle;
            }
            return low < skipped.size() && skipped.get(low).first() <= sequence;
        }
    }

    /**
     * The connection broke, so what came last may be missing because it was never sent.
     *
     * @param firstDiscarded the number after the highest that arrived
     */
    record Broken(long firstDiscarded) implements SessionEnd {
        @Override
        public boolean keeps(FetchedRecord packet) {
            return packet.sequenceNumber() < firstDiscarded;
        }
    }

    /** Nothing of the session counts. */
    record Invalid(Cause cause) implements SessionEnd {
        @Override
        public boolean keeps(FetchedRecord packet) {
            return false;
        }
    }

    /** Why nothing counts. */
    enum Cause {
        /** Stop-Sessions, of either side, has a non-zero Accept. */
        FAILED("Stop-Sessions reports a failure"),
        /** More packets than the request has. */
        BEYOND_REQUEST("Next Seqno exceeds the number of packets"),
        /** A packet arrived that was not sent. */
        BELOW_RECEIVED("a packet arrived that Next Seqno excludes"),
        /** Ranges overlap, are out of order, or reach beyond Next Seqno. RFC 4656 §3.9. */
        SKIPS("skip ranges are not in order");

        private final String words;

        Cause(String words) {
            this.words = words;
        }

        /** For people. */
        public String words() {
            return words;
        }
    }
}
