package org.waywiser.cli.doctor;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.waywiser.keys.credentials.CertifiedKey;

/** Certificates of our own, whose keys are known to belong to them. */
public final class CredentialCheckup {
    private static final String RENEW = "have it renewed: peers will not believe it";

    private CredentialCheckup() {}

    /** One finding for each. */
    public static List<Finding> of(List<CertifiedKey> own, Instant now) {
        return own.stream().map(key -> of(key, now)).toList();
    }

    private static Finding of(CertifiedKey key, Instant now) {
        X509Certificate certificate = key.chain().getFirst();
        String subject = certificate.getSubjectX500Principal().toString();
        if (now.isBefore(certificate.getNotBefore().toInstant())) {
            return Finding.broken(
                    "cert",
                    subject + " is not valid before "
                            + certificate.getNotBefore().toInstant(),
                    "is the clock right?");
        }
        if (now.isAfter(key.expires())) {
            return Finding.broken("cert", key.expiryWarning(now).orElseThrow(), RENEW);
        }
        return key.expiryWarning(now)
                .map(warning -> Finding.limited("cert", warning, RENEW + " then"))
                .orElseGet(() -> Finding.ok("cert", subject + ", has its key, valid until " + key.expires()));
    }
}
