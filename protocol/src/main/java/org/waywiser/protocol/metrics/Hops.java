package org.waywiser.protocol.metrics;

/**
 * Routers passed, told by how far the TTL or Hop Limit fell from 255. A peer that cannot read it reports 255, that is 0
 * hops (RFC 5357 §4.2).
 *
 * @param min fewest, -1 if no packet told
 * @param max most, -1 if no packet told
 */
public record Hops(int min, int max) {
    static final Hops UNKNOWN = new Hops(-1, -1);

    /** @param ttl 0 to 255 as it arrived, -1 if unknown */
    Hops with(int ttl) {
        if (ttl < 0) return this;
        int hops = 255 - ttl;
        if (min >= 0 && hops >= min && hops <= max) return this;
        return new Hops(min < 0 ? hops : Math.min(min, hops), Math.max(max, hops));
    }

    /** Whether any packet told. */
    public boolean known() {
        return min >= 0;
    }
}
