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
 * @param lifetimes of the SAs made with it
 */
public record IkePolicy(
        Authenticator authenticator,
        PeerVerifier verifier,
        IkeProposals proposals,
        Optional<Identification> peerIdentity,
        Lifetimes lifetimes) {
    /** With SAs that live until they are deleted. */
    public IkePolicy(
            Authenticator authenticator,
            PeerVerifier verifier,
            IkeProposals proposals,
            Optional<Identification> peerIdentity) {
        this(authenticator, verifier, proposals, peerIdentity, Lifetimes.UNLIMITED);
    }

    public IkePolicy withLifetimes(Lifetimes other) {
        return new IkePolicy(authenticator, verifier, proposals, peerIdentity, other);
    }
}
