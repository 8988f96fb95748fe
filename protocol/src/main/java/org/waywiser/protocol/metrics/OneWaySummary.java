package org.waywiser.protocol.metrics;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A one-way measurement.
 *
 * @param packets duplicates are further copies that arrived. RFC 5560
 * @param delay from sender to receiver; off by what the clocks differ. RFC 7679
 * @param ipdv difference of delay between packets sent one after the other. RFC 5481 §4.1
 * @param pdv delay above the smallest. RFC 5481 §4.2
 * @param reordering RFC 4737
 * @param losses how losses are spread. RFC 7680
 * @param hops routers passed
 * @param senderClock null before the first packet
 * @param receiverClock null before the first record
 * @param bars the distribution of delay in few bars, for people
 * @param started when the first packet left; null before it
 * @param ended when the last packet left, a lost one by the schedule; null before the first
 */
public record OneWaySummary(
        PacketCounts packets,
        DelaySummary delay,
        DelaySummary ipdv,
        DelaySummary pdv,
        ReorderingSummary reordering,
        LossRuns losses,
        Hops hops,
        @Nullable ClockQuality senderClock,
        @Nullable ClockQuality receiverClock,
        List<Bar> bars,
        @Nullable Instant started,
        @Nullable Instant ended) {
    public OneWaySummary {
        bars = List.copyOf(bars);
    }
}
