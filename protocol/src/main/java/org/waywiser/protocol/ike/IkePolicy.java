package org.waywiser.protocol.ike;

import java.util.Optional;
import org.waywiser.security.ike.IkeProposals;
import org.waywiser.security.ike.auth.Authenticator;
import org.waywiser.security.ike.auth.PeerVerifier;
import org.waywiser.wire.ike.Identification;

/**
 * What to offer, how to prove oneself and whom to believe.
 *
 * @param peerIdentity sent as IDr by an initiator, to say which identity it wants to talk to
 */
public record IkePolicy(
        Authenticator authenticator,
        PeerVerifier verifier,
        IkeProposals proposals,
        Optional<Identification> peerIdentity) {}
