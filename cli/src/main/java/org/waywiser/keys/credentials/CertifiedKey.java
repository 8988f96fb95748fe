package org.waywiser.keys.credentials;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.waywiser.security.ike.auth.AuthenticationFailed;
import org.waywiser.security.ike.auth.CertificateAuthenticator;
import org.waywiser.security.ike.auth.CertificateNames;
import org.waywiser.wire.ike.Identification;

/**
 * A certificate with its intermediates and its private key.
 *
 * @param chain our own certificate first
 */
public record CertifiedKey(List<X509Certificate> chain, PrivateKey key) {
    private static final Duration MONTH = Duration.ofDays(30);

    public CertifiedKey {
        chain = List.copyOf(chain);
    }

    /** The identity its certificate names first. */
    public Identification preferredIdentity() {
        return CertificateNames.preferred(chain.getFirst());
    }

    /**
     * Signs as that identity.
     *
     * @throws AuthenticationFailed if certificate, key and identity do not belong together
     */
    public CertificateAuthenticator authenticator(Identification identity) throws AuthenticationFailed {
        return CertificateAuthenticator.of(identity, chain, key);
    }

    /** When the first certificate of the chain expires. */
    public Instant expires() {
        return chain.stream()
                .map(c -> c.getNotAfter().toInstant())
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** A line for the user if a certificate has expired, or does so within a month; never in the first two thirds of its life. */
    public Optional<String> expiryWarning(Instant now) {
        return chain.stream()
                .filter(c -> now.plus(notice(c)).isAfter(c.getNotAfter().toInstant()))
                .min(Comparator.comparing(X509Certificate::getNotAfter))
                .map(c -> "certificate of " + c.getSubjectX500Principal() + " " + fate(c, now));
    }

    private static Duration notice(X509Certificate certificate) {
        Duration third = Duration.between(
                        certificate.getNotBefore().toInstant(),
                        certificate.getNotAfter().toInstant())
                .dividedBy(3);
        return MONTH.compareTo(third) < 0 ? MONTH : third;
    }

    private static String fate(X509Certificate certificate, Instant now) {
        Instant end = certificate.getNotAfter().toInstant();
        if (now.isAfter(end)) return "has expired on " + end;
        Duration left = Duration.between(now, end);
        return "expires in " + (left.toDays() > 1 ? left.toDays() + " days" : left.toHours() + " hours");
    }

    /** Only the subject: the key is never printed. */
    @Override
    public String toString() {
        return "CertifiedKey[" + chain.getFirst().getSubjectX500Principal() + "]";
    }
}
