package org.waywiser.protocol.ike;

import org.waywiser.security.ike.auth.PostQuantumKeys;

/**
 * Post-quantum pre-shared keys for the SAs of a policy. RFC 8784.
 *
 * @param keys of which an initiator uses the first, so all have to be for its peer
 * @param mandatory whether a peer that shares a key has to use it
 */
public record PpkPolicy(PostQuantumKeys keys, boolean mandatory) {}
