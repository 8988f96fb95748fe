package org.waywiser.keys.credentials;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;
import org.waywiser.security.ike.auth.RevocationPolicy;
import org.waywiser.security.ike.auth.Revocations;
import org.waywiser.security.ike.auth.TrustedAuthorities;

/**
 * Whose certificates are believed, and until when.
 *
 * @param authorities none: no certificates
 * @param revocations of their certificates and of our own: never waits
 * @param policy for certificates of which nobody says whether they are revoked
 */
public record CertificateTrust(
        List<X509Certificate> authorities, Supplier<Revocations> revocations, RevocationPolicy policy) {
    /** No certificate is believed. */
    public static final CertificateTrust NONE = in(List.of());

    public CertificateTrust {
        authorities = List.copyOf(authorities);
    }

    /** Those authorities, of whose revocations nothing is known. */
    public static CertificateTrust in(List<X509Certificate> authorities) {
        return new CertificateTrust(authorities, () -> Revocations.NONE, RevocationPolicy.SOFT);
    }

    public CertificateTrust unless(Supplier<Revocations> revoked, RevocationPolicy other) {
        return new CertificateTrust(authorities, revoked, other);
    }

    TrustedAuthorities verifier() {
        return new TrustedAuthorities(authorities, revocations, policy);
    }
}
