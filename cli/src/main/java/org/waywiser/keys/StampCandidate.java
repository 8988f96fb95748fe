package org.waywiser.keys;

import org.waywiser.security.binding.StampKeys;

/**
 * Keys that a STAMP session may have.
 *
 * @param spiI SPI of the IKE SA's Initiator, by which it is told from others
 * @param spiR SPI of its Responder
 * @param keys the holder's own
 */
public record StampCandidate(long spiI, long spiR, StampKeys keys) {}
