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
 * @param child what child comes with an IKE SA; empty for none. RFC 6023
 */
public record IkePolicy(
        Authenticator authenticator,
        PeerVerifier verifier,
        IkeProposals proposals,
        Optional<Identification> peerIdentity,
        Lifetimes lifetimes,
        Optional<ChildPolicy> child) {
    /** With SAs that live until they are deleted, without children. */
    public IkePolicy(
            Authenticator authenticator,
            PeerVerifier verifier,
            IkeProposals proposals,
            Optional<Identification> peerIdentity) {
        this(authenticator, verifier, proposals, peerIdentity, Lifetimes.UNLIMITED, Optional.empty());
    }

    public IkePolicy withLifetimes(Lifetimes other) {
        return new IkePolicy(authenticator, verifier, proposals, peerIdentity, other, child);
    }

    public IkePolicy withChild(ChildPolicy other) {
        return new IkePolicy(authenticator, verifier, proposals, peerIdentity, lifetimes, Optional.of(other));
    }
}
