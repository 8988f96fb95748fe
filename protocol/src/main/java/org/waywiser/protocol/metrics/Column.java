package org.waywiser.protocol.metrics;

/**
 * A stretch of time in the {@link Course} of a session: what became of the packets that were sent in it. With
 * {@code received} zero all delays are zero and mean nothing.
 *
 * @param received packets whose delay is known
 * @param lost packets
 * @param reordered of those received. RFC 4737 §3.3
 * @param minNanos smallest delay, exact
 * @param p25Nanos first quartile; quartiles are those of up to 16 packets spread evenly over the column
 * @param p50Nanos median
 * @param p75Nanos third quartile
 * @param maxNanos largest delay, exact
 */
public record Column(
        long received,
        long lost,
        long reordered,
        long minNanos,
        long p25Nanos,
        long p50Nanos,
        long p75Nanos,
        long maxNanos) {}
