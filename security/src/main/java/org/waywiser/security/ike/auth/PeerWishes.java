package org.waywiser.security.ike.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.CertificateEncoding;
import org.waywiser.wire.ike.CertificateRequest;

/**
 * What a peer lets us know of the proofs it can check.
 *
 * @param hashes numbers of its SIGNATURE_HASH_ALGORITHMS, empty if it sent none. RFC 7427 §4
 * @param requests its CERTREQ payloads. RFC 7296 §3.7
 */
public record PeerWishes(Set<Integer> hashes, List<CertificateRequest> requests) {
    /** A peer that says nothing. */
    public static final PeerWishes NONE = new PeerWishes(Set.of(), List.of());

    private static final int HASH = 20;

    public PeerWishes {
        hashes = Set.copyOf(hashes);
        requests = List.copyOf(requests);
    }

    /** SHA-1 of the SubjectPublicKeyInfo of each authority it trusts, as far as it says. RFC 7296 §3.7. */
    List<Octets> authorities() {
        var authorities = new ArrayList<Octets>();
        for (CertificateRequest request : requests) {
            if (!request.encoding().equals(CertificateEncoding.X509_SIGNATURE)) continue;
            Octets all = request.authorities();
            for (int i = 0; i + HASH <= all.length(); i += HASH) authorities.add(all.slice(i, i + HASH));
        }
        return authorities;
    }

    /** Whether it wants an OCSP response beside each certificate. RFC 4806 §3.1. */
    boolean status() {
        return requests.stream().anyMatch(r -> r.encoding().equals(CertificateEncoding.OCSP_CONTENT));
    }
}
