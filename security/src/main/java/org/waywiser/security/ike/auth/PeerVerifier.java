package org.waywiser.security.ike.auth;

import java.time.Instant;
import java.util.List;
import org.waywiser.security.ike.Prf;
import org.waywiser.wire.ike.Authentication;
import org.waywiser.wire.ike.Certificate;
import org.waywiser.wire.ike.CertificateRequest;
import org.waywiser.wire.ike.Identification;

/** Decides whether the peer is who it claims to be. Safe for use by several threads. RFC 7296 §2.15. */
public interface PeerVerifier {
    /**
     * Checks one AUTH payload.
     *
     * @param claimed the identity of the peer's IDi or IDr
     * @param certificates the peer's CERT payloads of any encoding, in order, RFC 7296 §3.6
     * @param auth the peer's AUTH payload
     * @param signedOctets what the peer must have signed, RFC 7296 §2.15
     * @param prf the one negotiated for the IKE SA
     * @param now wall time that certificates must be valid at
     * @throws AuthenticationFailed with a reason that names no secret
     */
    VerifiedPeer verify(
            Identification claimed,
            List<Certificate> certificates,
            Authentication auth,
            byte[] signedOctets,
            Prf prf,
            Instant now)
            throws AuthenticationFailed;

    /** Whether a peer that claims to be this may be believed at all: chooses among several verifiers before any is asked. */
    default boolean expects(Identification claimed) {
        return true;
    }

    /** CERTREQ payloads that say what certificates are wanted of the peer; empty if none. RFC 7296 §3.7. */
    List<CertificateRequest> certificateRequests();

    /** Numbers for SIGNATURE_HASH_ALGORITHMS: what is accepted in Digital Signatures. RFC 7427 §4. */
    List<Integer> signatureHashes();
}
