package org.waywiser.security.ike.auth;

import java.security.GeneralSecurityException;
import java.security.cert.CRLReason;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.waywiser.wire.Octets;

/** Whether a certificate is revoked, by what is at hand: nothing is fetched. RFC 5280 §6.3, RFC 6960 §3.2. */
final class RevocationCheck {
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final int CRL_SIGN = 6;

    /** RFC 6960 §2.2. */
    enum Status {
        GOOD,
        REVOKED,
        UNKNOWN
    }

    private final Revocations known;
    private final Instant now;

    RevocationCheck(Revocations known, Instant now) {
        this.known = known;
        this.now = now;
    }

    /** One word that it is revoked outweighs any that it is good: an older list or answer may still be in force. */
    Status of(X509Certificate certificate, X509Certificate issuer) {
        Status status = Status.UNKNOWN;
        for (X509CRL list : known.lists()) {
            status = worse(status, byList(list, certificate, issuer));
        }
        for (Octets response : known.responses()) {
            status = worse(status, byResponse(response, certificate, issuer));
        }
        return status;
    }

    private static Status worse(Status one, Status other) {
        if (one == Status.REVOKED || other == Status.REVOKED) return Status.REVOKED;
        return one == Status.GOOD ? one : other;
    }

    private Status byList(X509CRL list, X509Certificate certificate, X509Certificate issuer) {
        if (!list.getIssuerX500Principal().equals(certificate.getIssuerX500Principal())
                || !inForce(list)
                || !signs(issuer, list)) {
            return Status.UNKNOWN;
        }
        X509CRLEntry entry = list.getRevokedCertificate(certificate);
        if (entry != null && entry.getRevocationReason() != CRLReason.REMOVE_FROM_CRL) return Status.REVOKED;
        // RFC 5280 §5.2.4, §5.2.5: a list marked so covers a part only, and is silent about the rest
        Set<String> critical = list.getCriticalExtensionOIDs();
        return critical == null || critical.isEmpty() ? Status.GOOD : Status.UNKNOWN;
    }

    private boolean inForce(X509CRL list) {
        return !list.getThisUpdate().toInstant().isAfter(now.plus(SKEW))
                && list.getNextUpdate() != null
                && list.getNextUpdate().toInstant().isAfter(now);
    }

    /** RFC 5280 §4.2.1.3: a key usage has to allow it. */
    private static boolean signs(X509Certificate issuer, X509CRL list) {
        boolean[] usage = issuer.getKeyUsage();
        if (usage != null && !usage[CRL_SIGN]) return false;
        try {
            list.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** By the checker of the platform, which stays off the network as it is given the response and no way round it. */
    Status byResponse(Octets response, X509Certificate certificate, X509Certificate issuer) {
        try {
            CertPathValidator validator = CertPathValidator.getInstance("PKIX");
            var checker = (PKIXRevocationChecker) validator.getRevocationChecker();
            checker.setOptions(Set.of(PKIXRevocationChecker.Option.NO_FALLBACK));
            checker.setOcspResponses(Map.of(certificate, response.toByteArray()));
            var parameters = new PKIXParameters(Set.of(new TrustAnchor(issuer, null)));
            parameters.setDate(Date.from(now));
            parameters.addCertPathChecker(checker);
            validator.validate(
                    CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)), parameters);
            return Status.GOOD;
        } catch (CertPathValidatorException e) {
            return e.getReason() == BasicReason.REVOKED ? Status.REVOKED : Status.UNKNOWN;
        } catch (GeneralSecurityException | RuntimeException e) {
            // of a response that is no response: the platform's reader lets some of them out unchecked
            return Status.UNKNOWN;
        }
    }
}
