package org.waywiser.protocol.ike;

/**
 * What this end puts into a child SA.
 *
 * @param spi the 32 bits that this end will receive by
 */
record ChildEnd(int spi, ChildSelectors selectors) {}
