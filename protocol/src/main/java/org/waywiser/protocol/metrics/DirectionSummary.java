package org.waywiser.protocol.metrics;

import org.jspecify.annotations.Nullable;

/**
 * One direction of a two-way session. Its delays are beside it, in {@link TwoWaySummary}.
 *
 * <p>What became of packets on one of the two ways is known from the reflector's own numbers (RFC 5357 §4.2.1); a reflector
 * that only repeats the sender's tells nothing of it (RFC 8762 §4).
 *
 * @param packets of this way, null if the reflector does not number its replies. {@code sent} less {@code received} and
 *     {@code lost} are packets of which nobody knows: those after the last reply that came
 * @param losses how losses are spread; null where it is not known packet by packet
 * @param reordering in the order of arrival at the far end of this way; null if the reflector does not number its replies
 * @param ipdv difference of delay on this way between packets that the sender sent one after the other. RFC 3393, RFC 5481 §4.1
 * @param pdv delay above the smallest of this way. RFC 5481 §4.2
 */
public record DirectionSummary(
        @Nullable PacketCounts packets,
        @Nullable LossRuns losses,
        @Nullable ReorderingSummary reordering,
        DelaySummary ipdv,
        DelaySummary pdv) {}
