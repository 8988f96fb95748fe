package org.waywiser.node;

import java.time.Instant;
import org.waywiser.keys.Rekeying;

/**
 * A rekeying during a measurement.
 *
 * @param at when this host was told of it
 */
public record NotedRekeying(Instant at, Rekeying rekeying) {}
