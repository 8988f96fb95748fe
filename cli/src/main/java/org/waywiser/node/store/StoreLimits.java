package org.waywiser.node.store;

import java.time.Duration;

/**
 * How much a store keeps, and for how long. RFC 4656 §6.5.
 *
 * @param octets of all sessions together: the oldest that have ended make room for new records, those that run never do
 * @param age after which a session that has ended is deleted
 */
public record StoreLimits(long octets, Duration age) {
    /** Ten gibioctets, a month. */
    public static final StoreLimits DEFAULT = new StoreLimits(10L << 30, Duration.ofDays(30));

    public StoreLimits {
        if (octets < 1 || !age.isPositive()) throw new IllegalArgumentException("limits of nothing");
    }
}
