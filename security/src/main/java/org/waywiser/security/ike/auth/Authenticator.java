package org.waywiser.security.ike.auth;

import java.util.List;
import java.util.Set;
import org.waywiser.security.ike.Prf;
import org.waywiser.wire.ike.Authentication;
import org.waywiser.wire.ike.Certificate;
import org.waywiser.wire.ike.Identification;

/** What this end shows of itself in IKE_AUTH. Safe for use by several threads. RFC 7296 §2.15. */
public interface Authenticator {
    /**
     * The one to use towards a peer that has proved itself: a Responder asks this once the Initiator is verified, so that it
     * answers under the key shared with that very peer. RFC 7296 §2.15, RFC 7427 §5.
     *
     * @throws AuthenticationFailed if nothing is configured that this peer could check
     */
    default Authenticator forPeer(VerifiedPeer peer) throws AuthenticationFailed {
        return this;
    }

    /**
     * The one to use towards a peer that wants that of us: who has several certificates shows one that the peer can check.
     * RFC 7296 §3.7, RFC 7427 §5.
     */
    default Authenticator towards(PeerWishes wishes) {
        return this;
    }

    /** The identity sent in IDi or IDr. */
    Identification identity();

    /** CERT payloads, our own certificate first; empty with a pre-shared key. RFC 7296 §3.6. */
    List<Certificate> certificates();

    /**
     * The AUTH payload.
     *
     * @param signedOctets message | nonce | prf(SK_p, RestOfIDPayload), RFC 7296 §2.15
     * @param prf the one negotiated for the IKE SA
     * @param peerHashes numbers of the peer's SIGNATURE_HASH_ALGORITHMS, empty if it sent none, RFC 7427 §4
     * @throws AuthenticationFailed if no signature can be made that the peer would understand
     */
    Authentication authenticate(byte[] signedOctets, Prf prf, Set<Integer> peerHashes) throws AuthenticationFailed;
}
