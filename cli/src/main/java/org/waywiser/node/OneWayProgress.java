package org.waywiser.node;

import org.waywiser.node.OneWayPlan.Direction;
import org.waywiser.protocol.metrics.DelayHistogram;
import org.waywiser.protocol.probe.ReceiverRecords;
import org.waywiser.wire.NtpTimestamp;

/**
 * How far a one-way session is, as the client knows it: of one that it sends, what has left; of one that it receives, what has come.
 *
 * @param sent packets that left; of no meaning where the Server sends
 * @param received without further copies; it, {@code lost} and the delays are of no meaning where the client sends
 * @param lost not arrived within Timeout
 * @param lastNanos delay of the newest packet, off by what the clocks differ
 * @param medianNanos of all of them
 */
public record OneWayProgress(
        Direction direction, long sent, long received, long lost, long lastNanos, long medianNanos) {
    static OneWayProgress ofSender(long sent) {
        return new OneWayProgress(Direction.TO_SERVER, sent, 0, 0, 0, 0);
    }

    /** Looks on while a session is recorded: the thread that does so writes, any one may ask. */
    static final class Watch implements ReceiverRecords {
        private final ReceiverRecords records;
        private final DelayHistogram delays = new DelayHistogram();
        private long received;
        private long lost;
        private long lastNanos;

        /** @param records where they go on to */
        Watch(ReceiverRecords records) {
            this.records = records;
        }

        @Override
        public void received(
                long sequence,
                long sendNtp,
                int sendErrorEstimate,
                long receiveNtp,
                int receiveErrorEstimate,
                int ttl,
                boolean duplicate) {
            records.received(sequence, sendNtp, sendErrorEstimate, receiveNtp, receiveErrorEstimate, ttl, duplicate);
            if (!duplicate) arrived(NtpTimestamp.nanosBetween(sendNtp, receiveNtp));
        }

        @Override
        public void lost(long sequence, long presumedNtp, int receiveErrorEstimate) {
            records.lost(sequence, presumedNtp, receiveErrorEstimate);
            lose();
        }

        private synchronized void arrived(long nanos) {
            received++;
            lastNanos = nanos;
            delays.record(nanos);
        }

        private synchronized void lose() {
            lost++;
        }

        synchronized OneWayProgress progress() {
            return new OneWayProgress(
                    Direction.FROM_SERVER, 0, received, lost, lastNanos, received == 0 ? 0 : delays.percentile(50));
        }
    }
}
