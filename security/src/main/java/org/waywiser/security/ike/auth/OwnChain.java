package org.waywiser.security.ike.auth;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.Certificate;
import org.waywiser.wire.ike.CertificateEncoding;

/**
 * Our certificate, its intermediates, and what goes with them.
 *
 * @param authorities that may have issued the last of them
 * @param revocations where OCSP responses for them may be found
 */
record OwnChain(
        List<X509Certificate> certificates,
        List<X509Certificate> authorities,
        Supplier<Revocations> revocations,
        Supplier<Instant> now) {
    static OwnChain of(List<X509Certificate> certificates) {
        return new OwnChain(List.copyOf(certificates), List.of(), () -> Revocations.NONE, () -> Instant.EPOCH);
    }

    OwnChain under(List<X509Certificate> others) {
        return new OwnChain(certificates, List.copyOf(others), revocations, now);
    }

    OwnChain showing(Supplier<Revocations> others, Supplier<Instant> clock) {
        return new OwnChain(certificates, authorities, others, clock);
    }

    /** By the key of an intermediate, or of an authority known here that has the name of an issuer. RFC 7296 §3.7. */
    boolean leadsToAny(List<Octets> keyHashes) {
        return certificates.stream()
                .flatMap(c -> issuers(c).stream())
                .anyMatch(issuer -> keyHashes.contains(TrustedAuthorities.keyHash(issuer)));
    }

    /** OCSP responses that say that certificates of the chain are good. RFC 4806 §3.2. */
    List<Certificate> responses() {
        var check = new RevocationCheck(Revocations.NONE, now.get());
        var good = new ArrayList<Certificate>();
        for (Octets response : revocations.get().responses()) {
            boolean about = certificates.stream()
                    .anyMatch(c -> issuers(c).stream()
                            .anyMatch(i -> check.byResponse(response, c, i) == RevocationCheck.Status.GOOD));
            if (about) good.add(new Certificate(CertificateEncoding.OCSP_CONTENT, response));
        }
        return good;
    }

    private List<X509Certificate> issuers(X509Certificate certificate) {
        var known = new ArrayList<>(certificates);
        known.addAll(authorities);
        known.removeIf(k -> !k.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()));
        return known;
    }
}
