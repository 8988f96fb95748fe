package org.waywiser.security.ike.auth;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.waywiser.security.ike.auth.AuthenticationFailed.Reason;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.Certificate;
import org.waywiser.wire.ike.CertificateEncoding;
import org.waywiser.wire.ike.CertificateRequest;

/** The certificate authorities we trust, and the path from a peer's certificate to one of them. RFC 7296 §3.6–3.7. */
public final class TrustedAuthorities {
    private static final int MAX_PATHS = 16;

    private final List<X509Certificate> authorities;
    private final Supplier<Revocations> revocations;
    private final RevocationPolicy policy;

    /** Without revocations, but for those that a peer shows of itself. */
    public TrustedAuthorities(List<X509Certificate> authorities) {
        this(authorities, () -> Revocations.NONE, RevocationPolicy.SOFT);
    }

    /** @param revocations what is known of them; asked at each handshake, so it has to be quick */
    public TrustedAuthorities(
            List<X509Certificate> authorities, Supplier<Revocations> revocations, RevocationPolicy policy) {
        this.authorities = List.copyOf(authorities);
        this.revocations = revocations;
        this.policy = policy;
    }

    /** CERTREQs for certificates of any of the authorities, and for OCSP responses if they decide. RFC 7296 §3.7, RFC 4806 §3.1. */
    List<CertificateRequest> requests() {
        if (authorities.isEmpty()) return List.of();
        Octets hashes =
                authorities.stream().map(TrustedAuthorities::keyHash).distinct().reduce(Octets.EMPTY, Octets::concat);
        var certificates = new CertificateRequest(CertificateEncoding.X509_SIGNATURE, hashes);
        // RFC 4806 §3.1: no hashes for a responder whose certificate the authority itself issued
        var status = new CertificateRequest(CertificateEncoding.OCSP_CONTENT, Octets.EMPTY);
        return policy == RevocationPolicy.HARD ? List.of(certificates, status) : List.of(certificates);
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
        var certificates = ShownCertificates.read(shown);
        X509Certificate own = certificates.own();
        CertificateUsage.requireSigner(own);
        var check = new RevocationCheck(revocations.get().and(certificates.revocations()), now);
        var search = new Search(certificates.others(), check, now);
        search.extend(List.of(own));
        if (!search.found) throw search.failure(own);
        return own;
    }

    /** Tries paths from the peer's certificate upwards: names may repeat when an authority changes its key. */
    private final class Search {
        private final List<X509Certificate> others;
        private final RevocationCheck revocation;
        private final Instant now;
        private int tried;
        private boolean found;
        private @Nullable AuthenticationFailed failure;

        Search(List<X509Certificate> others, RevocationCheck revocation, Instant now) {
            this.others = others;
            this.revocation = revocation;
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
            // the own certificate of a peer, trusted as such, vouches for nobody else
            if (authority.getBasicConstraints() < 0 && !path.equals(List.of(authority))) {
                fail(Reason.UNTRUSTED_ISSUER, authority, "is trusted but not that of an authority");
                return;
            }
            try {
                // PKIX takes an anchor as it is; one out of date should not vouch for anybody
                authority.checkValidity(Date.from(now));
                var parameters = new PKIXParameters(Set.of(new TrustAnchor(authority, null)));
                parameters.setDate(Date.from(now));
                parameters.setRevocationEnabled(false);
                CertPathValidator.getInstance("PKIX")
                        .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
                found = noneRevoked(path, authority);
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

        private boolean noneRevoked(List<X509Certificate> path, X509Certificate authority) {
            for (int i = 0; i < path.size(); i++) {
                X509Certificate issuer = i + 1 < path.size() ? path.get(i + 1) : authority;
                if (path.get(i).equals(issuer)) continue; // configured itself
                RevocationCheck.Status status = revocation.of(path.get(i), issuer);
                if (status == RevocationCheck.Status.REVOKED) {
                    fail(Reason.REVOKED, path.get(i), "is revoked");
                    return false;
                }
                if (status == RevocationCheck.Status.UNKNOWN && policy == RevocationPolicy.HARD) {
                    fail(
                            Reason.REVOCATION_UNKNOWN,
                            path.get(i),
                            "may be revoked: no list in force and no OCSP response says otherwise");
                    return false;
                }
            }
            return true;
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

        /** What is revoked stays so, whatever is wrong with other paths. */
        private void fail(Reason reason, X509Certificate culprit, String what) {
            if (failure != null && failure.reason() == Reason.REVOKED) return;
            failure = new AuthenticationFailed(
                    reason, "certificate of " + CertificateNames.subject(culprit) + " " + what);
        }
    }
}
