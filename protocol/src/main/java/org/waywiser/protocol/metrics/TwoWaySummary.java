package org.waywiser.protocol.metrics;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A two-way measurement, finished or so far.
 *
 * @param packets how many were sent, received, lost and so on
 * @param losses how losses are spread over the packets sent
 * @param reordering of replies, by the sender's numbers. RFC 4737
 * @param rtt (T4 − T1) − (T3 − T2): the network's share of the round trip. RFC 2681
 * @param forward T2 − T1, sender to reflector; off by what the clocks differ. RFC 7679
 * @param reverse T4 − T3, reflector to sender; off by what the clocks differ
 * @param turnaround T3 − T2, within the reflector
 * @param ipdv difference of rtt between packets sent one after the other. RFC 5481 §4.1
 * @param pdv rtt above the smallest rtt. RFC 5481 §4.2
 * @param forwardWay more of the way from sender to reflector
 * @param reverseWay more of the way from reflector to sender
 * @param sendLag actual minus scheduled time of sending
 * @param forwardHops routers from sender to reflector
 * @param reverseHops routers from reflector to sender
 * @param forwardMarkings with which DSCP and ECN packets arrived at the reflector; empty if it does not tell. RFC 7750
 * @param reverseMarkings with which DSCP and ECN replies arrived; empty if the socket does not tell
 * @param localClock the sender's clock
 * @param remoteClock the reflector's clock; null before the first reply
 * @param sendStamps where the times were taken at which packets left, of those that were answered
 * @param receiveSource where T4 was taken, the worst of all; null before the first reply
 * @param rttBars the distribution of rtt in few bars, for people; empty before the first reply
 * @param course how rtt went; null unless asked for, and before the first reply or loss
 * @param drops what was not used, and why; zeros left out
 * @param lastRttNanos the newest rtt, for a live line; 0 before the first reply
 * @param rttMaxAt T1 of the packet with the largest rtt, the first of several; null before the first reply
 * @param started T1 of the first packet; null before it
 * @param ended T1 of the last packet or T4 of the last reply, whichever is later; null before the first packet
 * @param records one for each packet in order of arrival, the lost ones when they were given up; empty unless asked for
 * @param recordsOmitted records beyond the bound that was asked for
 */
public record TwoWaySummary(
        PacketCounts packets,
        LossRuns losses,
        ReorderingSummary reordering,
        DelaySummary rtt,
        DelaySummary forward,
        DelaySummary reverse,
        DelaySummary turnaround,
        DelaySummary ipdv,
        DelaySummary pdv,
        DirectionSummary forwardWay,
        DirectionSummary reverseWay,
        DelaySummary sendLag,
        Hops forwardHops,
        Hops reverseHops,
        List<Marking> forwardMarkings,
        List<Marking> reverseMarkings,
        ClockQuality localClock,
        @Nullable ClockQuality remoteClock,
        StampCounts sendStamps,
        @Nullable StampSource receiveSource,
        List<Bar> rttBars,
        @Nullable Course course,
        Map<DropReason, Long> drops,
        long lastRttNanos,
        @Nullable Instant rttMaxAt,
        @Nullable Instant started,
        @Nullable Instant ended,
        List<PacketRecord> records,
        long recordsOmitted) {}
