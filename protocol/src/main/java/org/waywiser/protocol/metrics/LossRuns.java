package org.waywiser.protocol.metrics;

/**
 * Packets lost one right after the other in the order of sending. RFC 7680 leaves to the user how losses are spread; runs tell.
 *
 * @param runs how many there are
 * @param longest packets of the longest
 */
public record LossRuns(long runs, long longest) {}
