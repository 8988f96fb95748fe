package org.waywiser.cli.report;

import java.time.Duration;

/**
 * What a session was to send.
 *
 * @param packets how many
 * @param intervalNanos gap between them, or its mean
 * @param exponential Poisson sampling instead of a fixed gap
 * @param paddingOctets after each packet
 * @param dscp Differentiated Services Code Point, 0 to 63
 * @param timeout a packet without a reply for so long is lost
 */
public record PlanReport(
        long packets, long intervalNanos, boolean exponential, long paddingOctets, int dscp, Duration timeout) {}
