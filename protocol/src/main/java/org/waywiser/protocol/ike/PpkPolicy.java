package org.waywiser.protocol.ike;

import java.util.Optional;
import org.waywiser.security.ike.auth.PostQuantumKeys;
import org.waywiser.wire.ike.Identification;

/**
 * Post-quantum pre-shared keys for the SAs of a policy. RFC 8784.
 *
 * @param keys of which an initiator uses the first, so all have to be for its peer
 * @param mandatory whether a peer that shares a key has to use it
 */
public record PpkPolicy(PostQuantumKeys keys, boolean mandatory) {
    /** With the keys shared with that peer, if there are any. */
    public Optional<PpkPolicy> towards(Identification peer) {
        return keys.towards(peer).map(shared -> new PpkPolicy(shared, mandatory));
    }
}
