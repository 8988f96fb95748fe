package org.waywiser.protocol.metrics;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.waywiser.wire.NtpTimestamp;

/** Folds the packets of one session into a {@link TwoWaySummary}. One thread; others get a {@link #copy}. */
public final class TwoWayMetrics {
    private static final int RTT_BARS = 10;

    private final DropCounters drops;
    private final DelayHistogram rtt;
    private final DelayHistogram forward;
    private final DelayHistogram reverse;
    private final DelayHistogram turnaround;
    private final DelayHistogram sendLag;
    private final SignedHistogram ipdv;
    private final Markings forwardMarkings;
    private final Markings reverseMarkings;
    private final SignedHistogram forwardIpdv;
    private final SignedHistogram reverseIpdv;
    private final Reordering reordering;
    private final LossRunCounter lossRuns;
    private @Nullable ReplyStream replies;
    private final @Nullable RawRecords records;
    private List<PacketRecord> recorded = List.of();
    private long recordsOmitted;
    private long sent;
    private long received;
    private long lost;
    private long duplicates;
    private long highestAnswered = -1;
    private long lostBeforeHighest;
    private long lastRtt;
    private long largestRtt = Long.MIN_VALUE;
    private long largestRttNtp;
    private long firstSentNtp;
    private long lastNtp;
    private Hops forwardHops = Hops.UNKNOWN;
    private Hops reverseHops = Hops.UNKNOWN;
    private int localEstimate;
    private int remoteEstimate;
    private ClockQuality localClock = new ClockQuality(true, 0);
    private @Nullable ClockQuality remoteClock;
    private @Nullable StampSource receiveSource;
    private final long[] sentBy = new long[StampSource.values().length];
    private @Nullable Timeline timeline;

    /** @param recordLimit how many single records are kept, 0 for none */
    public TwoWayMetrics(int recordLimit) {
        drops = new DropCounters();
        rtt = new DelayHistogram();
        forward = new DelayHistogram();
        reverse = new DelayHistogram();
        turnaround = new DelayHistogram();
        sendLag = new DelayHistogram();
        ipdv = new SignedHistogram();
        forwardMarkings = new Markings();
        reverseMarkings = new Markings();
        forwardIpdv = new SignedHistogram();
        reverseIpdv = new SignedHistogram();
        reordering = new Reordering();
        lossRuns = new LossRunCounter();
        records = recordLimit > 0 ? new RawRecords(recordLimit) : null;
    }

    private TwoWayMetrics(TwoWayMetrics other) {
        drops = other.drops.copy();
        rtt = other.rtt.copy();
        forward = other.forward.copy();
        reverse = other.reverse.copy();
        turnaround = other.turnaround.copy();
        sendLag = other.sendLag.copy();
        ipdv = other.ipdv.copy();
        forwardMarkings = other.forwardMarkings.copy();
        reverseMarkings = other.reverseMarkings.copy();
        forwardIpdv = other.forwardIpdv.copy();
        reverseIpdv = other.reverseIpdv.copy();
        reordering = new Reordering(other.reordering);
        lossRuns = new LossRunCounter(other.lossRuns);
        replies = other.replies == null ? null : other.replies.copy();
        records = null;
        recorded = other.records == null ? other.recorded : other.records.view();
        recordsOmitted = other.records == null ? other.recordsOmitted : other.records.omitted();
        sent = other.sent;
        received = other.received;
        lost = other.lost;
        duplicates = other.duplicates;
        highestAnswered = other.highestAnswered;
        lostBeforeHighest = other.lostBeforeHighest;
        lastRtt = other.lastRtt;
        largestRtt = other.largestRtt;
        largestRttNtp = other.largestRttNtp;
        firstSentNtp = other.firstSentNtp;
        lastNtp = other.lastNtp;
        forwardHops = other.forwardHops;
        reverseHops = other.reverseHops;
        localClock = other.localClock;
        remoteClock = other.remoteClock;
        receiveSource = other.receiveSource;
        System.arraycopy(other.sentBy, 0, sentBy, 0, sentBy.length);
        timeline = other.timeline == null ? null : other.timeline.copy();
    }

    /** From now on it is also kept how the session goes, in some 100 kB. */
    public void keepCourse() {
        timeline = new Timeline();
    }

    /** A copy for another thread to evaluate, which takes tens of microseconds. */
    public TwoWayMetrics copy() {
        return new TwoWayMetrics(this);
    }

    /**
     * A packet went out.
     *
     * @param ntp T1
     * @param errorEstimate its 16 bits
     * @param lagNanos how much later than scheduled
     */
    public void sent(long ntp, int errorEstimate, long lagNanos) {
        sent(ntp);
        sendLag.record(lagNanos);
        localClock(errorEstimate);
    }

    /** A packet went out of which no more is known. */
    void sent(long ntp) {
        if (sent == 0 || ntp - firstSentNtp < 0) firstSentNtp = ntp;
        if (sent++ == 0 || ntp - lastNtp > 0) lastNtp = ntp;
    }

    /** What the sender's clock says of itself. */
    void localClock(int errorEstimate) {
        if (errorEstimate != localEstimate) {
            localEstimate = errorEstimate;
            localClock = localClock.worse(ClockQuality.of(errorEstimate));
        }
    }

    /** The first valid reply to a packet came in time. */
    public void received(PacketRecord packet) {
        received++;
        localClock(packet.receivedErrorEstimate());
        boolean late = reordering.arrived(packet.sequence());
        if (packet.sequence() > highestAnswered) {
            highestAnswered = packet.sequence();
            // All that are lost so far were sent more than Timeout ago, so before it.
            lostBeforeHighest = lost;
        }
        if (packet.receivedNtp() - lastNtp > 0) lastNtp = packet.receivedNtp();
        lastRtt = packet.rttNanos();
        if (timeline != null) timeline.received(packet.sentNtp(), lastRtt, late);
        rtt.record(lastRtt);
        if (lastRtt > largestRtt) {
            largestRtt = lastRtt;
            largestRttNtp = packet.sentNtp();
        }
        forward.record(packet.forwardNanos());
        reverse.record(packet.reverseNanos());
        turnaround.record(NtpTimestamp.nanosBetween(packet.reflectorReceivedNtp(), packet.reflectorSentNtp()));
        receiveSource = receiveSource == null ? packet.receiveSource() : receiveSource.worse(packet.receiveSource());
        sentBy[packet.sendSource().distance()]++;
        int estimate = packet.reflectorErrorEstimate();
        if (remoteClock == null || estimate != remoteEstimate) {
            remoteEstimate = estimate;
            var quality = ClockQuality.of(estimate);
            remoteClock = remoteClock == null ? quality : remoteClock.worse(quality);
        }
        if (records != null) records.add(packet);
    }

    /**
     * What is left of 255 where packets arrive. A sender that cannot tell its own cannot have set what the reflector saw either.
     *
     * @param forward of the packet at the reflector
     * @param reverse of its reply here, -1 if unknown
     */
    public void ttls(int forward, int reverse) {
        if (reverse < 0) return;
        forwardHops = forwardHops.with(forward);
        reverseHops = reverseHops.with(reverse);
    }

    /** DSCP and ECN, an octet for the packet at the reflector and one for its reply here; -1 if unknown. */
    public void marked(int forward, int reverse) {
        forwardMarkings.count(forward);
        reverseMarkings.count(reverse);
    }

    /** Whether single packets are kept. */
    public boolean keepsRecords() {
        return records != null;
    }

    /** A packet was given up, of which no more is known than what it carried. */
    public void lost(long sequence, long sentNtp, int errorEstimate) {
        lost(PacketRecord.lost(sequence, sentNtp, errorEstimate));
    }

    /** A packet was given up. */
    public void lost(PacketRecord packet) {
        long sequence = packet.sequence();
        lost++;
        if (sequence < highestAnswered) lostBeforeHighest++;
        lossRuns.lost(sequence, 1);
        if (timeline != null) timeline.lost(packet.sentNtp());
        if (records != null) records.add(packet);
    }

    /** A reply to a packet already answered. */
    public void duplicate() {
        duplicates++;
    }

    /**
     * A reply came in time, to whichever copy of a packet, from a reflector that numbers its replies.
     *
     * @param number the reflector's, 32 bits
     * @param sequence the sender's
     * @param timeoutNanos later replies do not count
     */
    public void reply(long number, long sequence, long receivedNtp, long timeoutNanos) {
        if (replies == null) replies = new ReplyStream();
        replies.add(number, sequence, receivedNtp, timeoutNanos);
    }

    /** By how much a packet took longer than the one sent before it, in nanoseconds: on its way there, and on both ways. */
    public void variation(long forwardNanos, long rttNanos) {
        ipdv.record(rttNanos);
        forwardIpdv.record(forwardNanos);
        reverseIpdv.record(rttNanos - forwardNanos);
    }

    public DropCounters drops() {
        return drops;
    }

    /** Evaluates what was recorded; of a copy, so that records are a list that no one adds to. */
    public TwoWaySummary summary() {
        if (records != null) return copy().summary();
        var rttSummary = rtt.summary();
        var forwardSummary = forward.summary();
        var reverseSummary = reverse.summary();
        var order = reordering.summary();
        // More replies than packets and a copy of each: some reflectors begin elsewhere than with zero, against RFC
        // 5357 §4.2.1.
        var finished = replies == null || replies.sent() > 2 * sent ? null : replies.finished();
        return new TwoWaySummary(
                new PacketCounts(sent, received, lost, duplicates, order.reordered()),
                lossRuns.summary(),
                order,
                rttSummary,
                forwardSummary,
                reverseSummary,
                turnaround.summary(),
                ipdv.summary(),
                rttSummary.aboveMinimum(),
                forwardWay(finished, forwardSummary.aboveMinimum()),
                reverseWay(finished, reverseSummary.aboveMinimum()),
                sendLag.summary(),
                forwardHops,
                reverseHops,
                forwardMarkings.seen(),
                reverseMarkings.seen(),
                localClock,
                remoteClock,
                new StampCounts(
                        sentBy[StampSource.HARDWARE.distance()],
                        sentBy[StampSource.KERNEL.distance()],
                        sentBy[StampSource.USER.distance()]),
                receiveSource,
                rtt.bars(RTT_BARS),
                timeline == null ? null : timeline.course(rtt.bars(Course.BARS)),
                drops.nonZero(),
                lastRtt,
                received == 0 ? null : NtpTimestamp.toInstant(largestRttNtp),
                sent == 0 ? null : NtpTimestamp.toInstant(firstSentNtp),
                sent == 0 ? null : NtpTimestamp.toInstant(lastNtp),
                recorded,
                recordsOmitted);
    }

    /**
     * Of the packets without a reply, as many came to the reflector as replies are missing: all others before the last that
     * was answered were lost on their way. A lost reply to a further copy of a packet passes for one to a lost packet.
     */
    private DirectionSummary forwardWay(@Nullable ReplyStream replies, DelaySummary pdv) {
        if (replies == null) return new DirectionSummary(null, null, null, forwardIpdv.summary(), pdv);
        long repliesLost = Math.min(lostBeforeHighest, replies.lost());
        var order = replies.there();
        var packets = new PacketCounts(
                sent, received + repliesLost, lostBeforeHighest - repliesLost, duplicates, order.reordered());
        return new DirectionSummary(packets, null, order, forwardIpdv.summary(), pdv);
    }

    private DirectionSummary reverseWay(@Nullable ReplyStream replies, DelaySummary pdv) {
        if (replies == null) return new DirectionSummary(null, null, null, reverseIpdv.summary(), pdv);
        var order = replies.back();
        var packets = new PacketCounts(
                replies.sent(), replies.received(), replies.lost(), drops.of(DropReason.REPLAYED), order.reordered());
        return new DirectionSummary(packets, replies.losses(), order, reverseIpdv.summary(), pdv);
    }
}
