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
 * @param ppk post-quantum pre-shared keys; empty for none. RFC 8784
 * @param initialContact whether to tell a peer that we know of no other SA with it, so that it forgets those of before a crash. Not for an
 *     identity that several processes may have at the same time. RFC 7296 §2.4
 * @param connection its name among others, for people; empty where it has none
 */
public record IkePolicy(
        Authenticator authenticator,
        PeerVerifier verifier,
        IkeProposals proposals,
        Optional<Identification> peerIdentity,
        Lifetimes lifetimes,
        Optional<ChildPolicy> child,
        Optional<PpkPolicy> ppk,
        boolean initialContact,
        Optional<String> connection) {
    /** With SAs that live until they are deleted, without children, post-quantum keys or INITIAL_CONTACT. */
    public IkePolicy(
            Authenticator authenticator,
            PeerVerifier verifier,
            IkeProposals proposals,
            Optional<Identification> peerIdentity) {
        this(
                authenticator,
                verifier,
                proposals,
                peerIdentity,
                Lifetimes.UNLIMITED,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty());
    }

    public IkePolicy withLifetimes(Lifetimes other) {
        return new IkePolicy(
                authenticator, verifier, proposals, peerIdentity, other, child, ppk, initialContact, connection);
    }

    public IkePolicy withChild(ChildPolicy other) {
        return new IkePolicy(
                authenticator,
                verifier,
                proposals,
                peerIdentity,
                lifetimes,
                Optional.of(other),
                ppk,
                initialContact,
                connection);
    }

    public IkePolicy withPpk(PpkPolicy other) {
        return new IkePolicy(
                authenticator,
                verifier,
                proposals,
                peerIdentity,
                lifetimes,
                child,
                Optional.of(other),
                initialContact,
                connection);
    }

    /** For an identity that one long-lived process has to itself. RFC 7296 §2.4 */
    public IkePolicy withInitialContact() {
        return new IkePolicy(authenticator, verifier, proposals, peerIdentity, lifetimes, child, ppk, true, connection);
    }

    /** The same under a name. */
    public IkePolicy named(String name) {
        return new IkePolicy(
                authenticator,
                verifier,
                proposals,
                peerIdentity,
                lifetimes,
                child,
                ppk,
                initialContact,
                Optional.of(name));
    }
}
