package org.waywiser.protocol.metrics;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * How much longer packets of one session take than those of another that is sent in turn with it, number by number: what both paths
 * share, their clocks too, falls out of each pair. Nanoseconds; intervals are of 95 % confidence.
 *
 * @param pairs of which both packets were answered
 * @param median of the differences
 * @param medianInterval by order statistics, whatever the distribution
 * @param mean of the differences
 * @param meanInterval by normal approximation
 */
public record PairedDifference(int pairs, long median, Interval medianInterval, long mean, Interval meanInterval) {
    /** Two-sided 95 % quantile of the normal distribution. */
    private static final double Z = 1.96;

    /** Fewer pairs than this leave no interval of order statistics. */
    private static final int FEWEST = 6;

    /** Where the true value lies with 95 % confidence; nanoseconds. */
    public record Interval(long low, long high) {}

    /**
     * Compares two sessions.
     *
     * @param delay of an answered packet; nanoseconds
     * @return empty with fewer than 6 pairs, of which nothing can be said
     */
    public static Optional<PairedDifference> of(
            List<PacketRecord> longer, List<PacketRecord> shorter, ToLongFunction<PacketRecord> delay) {
        var numbered = new HashMap<Long, PacketRecord>();
        for (var packet : shorter) if (!packet.lost()) numbered.put(packet.sequence(), packet);
        long[] differences = longer.stream()
                .filter(packet -> !packet.lost() && numbered.containsKey(packet.sequence()))
                .mapToLong(packet -> delay.applyAsLong(packet) - delay.applyAsLong(numbered.get(packet.sequence())))
                .sorted()
                .toArray();
        return differences.length < FEWEST ? Optional.empty() : Optional.of(of(differences));
    }

    private static PairedDifference of(long[] sorted) {
        int pairs = sorted.length;
        // The number of values below the median is binomial with 1/2, about normal: ranks n/2 -+ z sqrt(n)/2.
        double spread = Z * Math.sqrt(pairs) / 2;
        int low = Math.max(0, (int) Math.floor(pairs / 2.0 - spread) - 1);
        int high = pairs - 1 - low;
        double mean = Arrays.stream(sorted).average().orElseThrow();
        double squares =
                Arrays.stream(sorted).mapToDouble(d -> (d - mean) * (d - mean)).sum();
        double error = Z * Math.sqrt(squares / (pairs - 1) / pairs);
        long median = Math.floorDiv(sorted[(pairs - 1) / 2] + sorted[pairs / 2], 2);
        return new PairedDifference(
                pairs,
                median,
                new Interval(sorted[low], sorted[high]),
                Math.round(mean),
                new Interval(Math.round(mean - error), Math.round(mean + error)));
    }
}
