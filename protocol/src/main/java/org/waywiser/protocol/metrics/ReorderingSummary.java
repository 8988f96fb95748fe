package org.waywiser.protocol.metrics;

import java.util.List;

/**
 * Reordering of one direction. RFC 4737.
 *
 * @param arrived packets, each counted once
 * @param reordered arrived after one sent later: Type-P-Reordered of §3.3
 * @param largestExtent most packets between a reordered one and the first that overtook it, §4.2
 * @param meanExtent of the reordered ones
 * @param degrees how many packets are n-reordered, for n from 1 on as long as any is; up to 100. §5
 */
public record ReorderingSummary(
        long arrived, long reordered, long largestExtent, double meanExtent, List<Long> degrees) {
    public ReorderingSummary {
        degrees = List.copyOf(degrees);
    }

    /** Type-P-Reordered-Ratio-Stream of §4.1, 0 to 1. */
    public double ratio() {
        return arrived == 0 ? 0 : (double) reordered / arrived;
    }
}
