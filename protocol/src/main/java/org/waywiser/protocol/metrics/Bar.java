package org.waywiser.protocol.metrics;

/**
 * One bar of a small histogram: values from one bound up to the next.
 *
 * @param fromNanos lower bound, belongs to the bar
 * @param toNanos upper bound, belongs to the next bar; {@link Long#MAX_VALUE} for the last bar, which has no bound
 * @param count values in it
 */
public record Bar(long fromNanos, long toNanos, long count) {}
