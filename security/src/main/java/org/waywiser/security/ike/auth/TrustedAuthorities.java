package org.waywiser.security.ike.auth;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.waywiser.security.ike.auth.AuthenticationFailed.Reason;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.Certificate;
import org.waywiser.wire.ike.CertificateEncoding;
import org.waywiser.wire.ike.CertificateRequest;

/** The certificate authorities we trust, and the path from a peer's certificate to one of them. RFC 7296 §3.6–3.7. */
public final class TrustedAuthorities {
    private static final int MAX_PATHS = 16;
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int NON_REPUDIATION = 1;

    private final List<X509Certificate> authorities;

    public TrustedAuthorities(List<X509Certificate> authorities) {
        this.authorities = List.copyOf(authorities);
    }

    /** One CERTREQ that names all authorities; none if there are none. RFC 7296 §3.7. */
    List<CertificateRequest> requests() {
        if (authorities.isEmpty()) return List.of();
        Octets hashes =
                authorities.stream().map(TrustedAuthorities::keyHash).distinct().reduce(Octets.EMPTY, Octets::concat);
        return List.of(new CertificateRequest(CertificateEncoding.X509_SIGNATURE, hashes));
    }

    /** SHA-1 of an authority's SubjectPublicKeyInfo: a name for CERTREQ, not a protection. RFC 7296 §3.7. */
    static Octets keyHash(X509Certificate authority) {
        try {
            return Octets.of(MessageDigest.getInstance("SHA-1")
                    .digest(authority.getPublicKey().getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-1 is part of every JDK", e);
        }
    }

    /**
     * The peer's certificate once a path from it to an authority is valid.
     *
     * @param shown the peer's CERT payloads: its own certificate first, the others in any order, RFC 7296 §3.6
     */
    X509Certificate validate(List<Certificate> shown, Instant now) throws AuthenticationFailed {
        List<Octets> encoded = shown.stream()
                .filter(c -> c.encoding().equals(CertificateEncoding.X509_SIGNATURE))
                .map(Certificate::data)
                .toList();
        if (encoded.isEmpty()) {
            throw new AuthenticationFailed(Reason.NO_CERTIFICATE, "the peer sent no certificate");
        }
        X509Certificate own = read(encoded.getFirst());
        requireSigningKey(own);
        var others = new ArrayList<X509Certificate>();
        for (Octets der : encoded.subList(1, encoded.size())) others.add(read(der));
        var search = new Search(others, now);
        search.extend(List.of(own));
        if (!search.found) throw search.failure(own);
        return own;
    }

    private static X509Certificate read(Octets der) throws AuthenticationFailed {
        try {
            var in = new ByteArrayInputStream(der.toByteArray());
            var certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            // the factory also takes PEM and ignores what follows; a CERT payload is DER and nothing else
            if (certificate.getEncoded().length == der.length()) return certificate;
        } catch (CertificateException e) {
            throw malformed();
        }
        throw malformed();
    }

    private static AuthenticationFailed malformed() {
        return new AuthenticationFailed(Reason.MALFORMED_CERTIFICATE, "the peer sent a malformed certificate");
    }

    /** RFC 4945 §5.1.3.2: a key usage that leaves out signatures forbids them. */
    private static void requireSigningKey(X509Certificate own) throws AuthenticationFailed {
        boolean[] usage = own.getKeyUsage();
        if (usage != null && !usage[DIGITAL_SIGNATURE] && !usage[NON_REPUDIATION]) {
            throw new AuthenticationFailed(
                    Reason.UNSUPPORTED_ALGORITHM,
                    "certificate of " + CertificateNames.subject(own) + " is not for signatures");
        }
    }

    /** Tries paths from the peer's certificate upwards: names may repeat when an authority changes its key. */
    private final class Search {
        private final List<X509Certificate> others;
        private final Instant now;
        private int tried;
        private boolean found;
        private @Nullable AuthenticationFailed failure;

        Search(List<X509Certificate> others, Instant now) {
            this.others = others;
            this.now = now;
        }

        AuthenticationFailed failure(X509Certificate own) {
            if (failure != null) return failure;
            String issuer = Identities.text(Identities.of(own.getIssuerX500Principal()));
            return new AuthenticationFailed(
                    Reason.UNTRUSTED_ISSUER,
                    "certificate of " + CertificateNames.subject(own) + " is issued by " + issuer
                            + ", which leads to no trusted authority");
        }

        void extend(List<X509Certificate> path) {
            var issuer = path.getLast().getIssuerX500Principal();
            for (X509Certificate authority : authorities) {
                if (!found
                        && tried < MAX_PATHS
                        && authority.getSubjectX500Principal().equals(issuer)) {
                    tried++;
                    attempt(path, authority);
                }
            }
            for (X509Certificate other : others) {
                if (!found
                        && tried < MAX_PATHS
                        && other.getSubjectX500Principal().equals(issuer)
                        && !path.contains(other)) {
                    var longer = new ArrayList<>(path);
                    longer.add(other);
                    extend(longer);
                }
            }
        }

        private void attempt(List<X509Certificate> path, X509Certificate authority) {
            try {
                // PKIX takes an anchor as it is; one out of date should not vouch for anybody
                authority.checkValidity(Date.from(now));
                var parameters = new PKIXParameters(Set.of(new TrustAnchor(authority, null)));
                parameters.setDate(Date.from(now));
                parameters.setRevocationEnabled(false);
                CertPathValidator.getInstance("PKIX")
                        .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
                found = true;
            } catch (CertificateExpiredException e) {
                fail(Reason.EXPIRED, authority, "has expired");
            } catch (CertificateNotYetValidException e) {
                fail(Reason.NOT_YET_VALID, authority, "is not valid yet");
            } catch (CertPathValidatorException e) {
                refused(e, path.get(Math.max(0, Math.min(e.getIndex(), path.size() - 1))));
            } catch (GeneralSecurityException e) {
                fail(Reason.UNTRUSTED_ISSUER, path.getFirst(), "leads to no trusted authority");
            }
        }

        private void refused(CertPathValidatorException e, X509Certificate culprit) {
            switch (e.getReason()) {
                case BasicReason.EXPIRED -> fail(Reason.EXPIRED, culprit, "has expired");
                case BasicReason.NOT_YET_VALID -> fail(Reason.NOT_YET_VALID, culprit, "is not valid yet");
                case BasicReason.ALGORITHM_CONSTRAINED ->
                    fail(Reason.UNSUPPORTED_ALGORITHM, culprit, "is signed with an algorithm that is not allowed");
                case BasicReason.INVALID_SIGNATURE ->
                    fail(Reason.UNTRUSTED_ISSUER, culprit, "is not signed by the authority it names");
                default -> fail(Reason.UNTRUSTED_ISSUER, culprit, "leads to no trusted authority");
            }
        }

        private void fail(Reason reason, X509Certificate culprit, String what) {
            failure = new AuthenticationFailed(
                    reason, "certificate of " + CertificateNames.subject(culprit) + " " + what);
        }
    }
}
