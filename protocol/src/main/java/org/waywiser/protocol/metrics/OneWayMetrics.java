package org.waywiser.protocol.metrics;

import org.jspecify.annotations.Nullable;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.control.FetchedRecord;

/**
 * Folds the records of one one-way session, in the order of arrival, into a {@link OneWaySummary}. One thread.
 *
 * <p>Keeps a delay for each packet: variation is between packets sent one after the other, in whatever order they come.
 */
public final class OneWayMetrics {
    private static final int BARS = 10;

    private final DelayHistogram delay = new DelayHistogram();
    private final SignedHistogram ipdv = new SignedHistogram();
    private final Reordering reordering = new Reordering();
    private final SequenceValues delays = new SequenceValues();
    private long received;
    private long duplicates;
    private long lost;
    private final LossRunCounter lossRuns = new LossRunCounter();
    private Hops hops = Hops.UNKNOWN;
    private @Nullable ClockQuality senderClock;
    private @Nullable ClockQuality receiverClock;
    private int senderEstimate;
    private int receiverEstimate;
    private final @Nullable Timeline timeline;
    private boolean any;
    private long firstSentNtp;
    private long lastSentNtp;

    public OneWayMetrics() {
        this(false);
    }

    /** @param course whether to keep how the session went */
    public OneWayMetrics(boolean course) {
        timeline = course ? new Timeline() : null;
    }

    /** Takes in the next record. */
    public void add(FetchedRecord record) {
        times(record.sendNtp());
        receiverClock(record.receiveError().bits());
        if (record.lost()) {
            lost++;
            lossRuns.lost(record.sequenceNumber(), 1);
            if (timeline != null) timeline.lost(record.sendNtp());
            return;
        }
        long sequence = record.sequenceNumber();
        if (delays.get(sequence) != SequenceValues.ABSENT) {
            duplicates++;
            return;
        }
        long nanos = NtpTimestamp.nanosBetween(record.sendNtp(), record.receiveNtp());
        received++;
        delays.put(sequence, nanos);
        delay.record(nanos);
        boolean late = reordering.arrived(sequence);
        if (timeline != null) timeline.received(record.sendNtp(), nanos, late);
        hops = hops.with(record.ttl());
        senderClock(record.sendError().bits());
        if (sequence > 0) variation(delays.get(sequence - 1), nanos);
        variation(nanos, delays.get(sequence + 1));
    }

    /** IPDV of RFC 5481 §4.1: between packets sent one after the other, both of which arrived. */
    private void variation(long earlier, long later) {
        if (earlier != SequenceValues.ABSENT && later != SequenceValues.ABSENT) ipdv.record(later - earlier);
    }

    private void times(long sentNtp) {
        if (!any || sentNtp - firstSentNtp < 0) firstSentNtp = sentNtp;
        if (!any || sentNtp - lastSentNtp > 0) lastSentNtp = sentNtp;
        any = true;
    }

    private void senderClock(int estimate) {
        if (senderClock != null && estimate == senderEstimate) return;
        senderEstimate = estimate;
        senderClock = worse(senderClock, estimate);
    }

    private void receiverClock(int estimate) {
        if (receiverClock != null && estimate == receiverEstimate) return;
        receiverEstimate = estimate;
        receiverClock = worse(receiverClock, estimate);
    }

    private static ClockQuality worse(@Nullable ClockQuality known, int estimate) {
        var quality = ClockQuality.of(estimate);
        return known == null ? quality : known.worse(quality);
    }

    /** How the session went: null unless asked for, and before the first packet. */
    public @Nullable Course course() {
        return timeline == null ? null : timeline.course(delay.bars(Course.BARS));
    }

    /** @param sent packets that left, as the sender said; negative if nobody has said so */
    public OneWaySummary summary(long sent) {
        var delays = delay.summary();
        return new OneWaySummary(
                new PacketCounts(
                        sent < 0 ? received + lost : sent,
                        received,
                        lost,
                        duplicates,
                        reordering.summary().reordered()),
                delays,
                ipdv.summary(),
                delays.aboveMinimum(),
                reordering.summary(),
                lossRuns.summary(),
                hops,
                senderClock,
                receiverClock,
                delay.bars(BARS),
                any ? NtpTimestamp.toInstant(firstSentNtp) : null,
                any ? NtpTimestamp.toInstant(lastSentNtp) : null);
    }
}
