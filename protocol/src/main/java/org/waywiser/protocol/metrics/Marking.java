package org.waywiser.protocol.metrics;

/**
 * With which DSCP and ECN packets arrived. RFC 7750 §2.2.1.
 *
 * @param dscp Differentiated Services Code Point, 0 to 63
 * @param ecn Explicit Congestion Notification, 0 to 3: Not-ECT, ECT(1), ECT(0), CE
 * @param packets how many arrived so
 */
public record Marking(int dscp, int ecn, long packets) {}
