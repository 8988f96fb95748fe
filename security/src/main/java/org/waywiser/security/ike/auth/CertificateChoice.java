package org.waywiser.security.ike.auth;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.waywiser.security.ike.Prf;
import org.waywiser.wire.ike.Authentication;
import org.waywiser.wire.ike.Certificate;
import org.waywiser.wire.ike.Identification;

/**
 * Several certificates of one end: a peer is shown one that it can check, as far as it lets that be known, else the first.
 * RFC 7296 §3.7, RFC 7427 §5.
 */
public final class CertificateChoice implements Authenticator {
    private final List<CertificateAuthenticator> certificates;

    /** @param certificates at least one, in our own order of preference */
    public CertificateChoice(List<CertificateAuthenticator> certificates) {
        this.certificates = List.copyOf(certificates);
        if (certificates.isEmpty()) throw new IllegalArgumentException("no certificate to choose from");
    }

    @Override
    public Authenticator towards(PeerWishes wishes) {
        var authorities = wishes.authorities();
        // of those that are alike the first remains: the order of a stream is kept
        return certificates.stream()
                .sorted(Comparator.comparing((CertificateAuthenticator c) -> !c.signsFor(wishes.hashes()))
                        .thenComparing(c -> !c.leadsToAny(authorities)))
                .findFirst()
                .orElseThrow()
                .towards(wishes);
    }

    @Override
    public Identification identity() {
        return certificates.getFirst().identity();
    }

    @Override
    public List<Certificate> certificates() {
        return certificates.getFirst().certificates();
    }

    @Override
    public Authentication authenticate(byte[] signedOctets, Prf prf, Set<Integer> peerHashes)
            throws AuthenticationFailed {
        return certificates.getFirst().authenticate(signedOctets, prf, peerHashes);
    }
}
