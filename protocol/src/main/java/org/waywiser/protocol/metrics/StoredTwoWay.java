package org.waywiser.protocol.metrics;

import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.session.TwoWayRecord;

/** Folds the records of a two-way session file, in the order of arrival, into a {@link TwoWaySummary}. One thread. */
public final class StoredTwoWay {
    private final TwoWayMetrics metrics = new TwoWayMetrics(0);
    private final SequenceWindow replies = new SequenceWindow();
    private final SequenceValues rtts = new SequenceValues();
    private final SequenceValues forwards = new SequenceValues();

    /** Call it before the first record to have the {@link TwoWaySummary#course}. */
    public void keepCourse() {
        metrics.keepCourse();
    }

    /** Takes in the next record. */
    public void add(TwoWayRecord record) {
        FetchedRecord there = record.sent();
        long sequence = there.sequenceNumber();
        if (record.lost()) {
            // The Error Estimate of a lost packet is not that of a clock. RFC 4656 §3.9
            metrics.sent(there.sendNtp());
            metrics.lost(sequence, there.sendNtp(), there.sendError().bits());
            return;
        }
        FetchedRecord back = record.reflected();
        // All that a file holds came in time.
        if (replies.first(back.sequenceNumber()))
            metrics.reply(back.sequenceNumber(), sequence, back.receiveNtp(), Long.MAX_VALUE);
        if (rtts.get(sequence) != SequenceValues.ABSENT) {
            metrics.duplicate();
            return;
        }
        PacketRecord packet = packet(there, back);
        metrics.sent(packet.sentNtp());
        metrics.localClock(packet.sentErrorEstimate());
        metrics.received(packet);
        metrics.ttls(packet.forwardTtl(), packet.reverseTtl());
        long rtt = packet.rttNanos();
        rtts.put(sequence, rtt);
        forwards.put(sequence, packet.forwardNanos());
        if (sequence > 0) variation(sequence);
        variation(sequence + 1);
    }

    /** A file does not tell where a timestamp was taken. */
    private static PacketRecord packet(FetchedRecord there, FetchedRecord back) {
        return new PacketRecord(
                there.sequenceNumber(),
                there.sendNtp(),
                there.sendError().bits(),
                there.receiveNtp(),
                back.sendNtp(),
                back.sendError().bits(),
                back.sequenceNumber(),
                back.receiveNtp(),
                back.receiveError().bits(),
                there.ttl(),
                back.ttl(),
                StampSource.USER);
    }

    /** IPDV of RFC 5481 §4.1: between packets sent one after the other, both of which were answered. */
    private void variation(long later) {
        long earlierRtt = rtts.get(later - 1);
        long laterRtt = rtts.get(later);
        if (earlierRtt != SequenceValues.ABSENT && laterRtt != SequenceValues.ABSENT)
            metrics.variation(forwards.get(later) - forwards.get(later - 1), laterRtt - earlierRtt);
    }

    public TwoWaySummary summary() {
        return metrics.summary();
    }
}
