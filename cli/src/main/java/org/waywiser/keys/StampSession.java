package org.waywiser.keys;

import org.waywiser.security.binding.StampKeys;

/**
 * A STAMP session that begins at this end, with keys that no other session had.
 *
 * @param ssid 1 to 65535, in network order part of what the keys are derived from. RFC 8972 §3
 * @param keys the holder's own
 */
public record StampSession(int ssid, StampKeys keys) {}
