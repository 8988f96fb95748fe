package org.waywiser.security.ike.auth;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import org.waywiser.security.ike.auth.AuthenticationFailed.Reason;

/** Whether a certificate may sign AUTH. RFC 4945 §5.1.3.2 and §5.1.3.12. */
final class CertificateUsage {
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int NON_REPUDIATION = 1;

    /**
     * The purposes that the RFC names, those it deprecates, and those of TLS: authorities for the public give no others, and common
     * peers want theirs.
     */
    private static final Set<String> PURPOSES = Set.of(
            "2.5.29.37.0", // anyExtendedKeyUsage
            "1.3.6.1.5.5.7.3.17", // id-kp-ipsecIKE
            "1.3.6.1.5.5.7.3.5", // id-kp-ipsecEndSystem
            "1.3.6.1.5.5.7.3.6", // id-kp-ipsecTunnel
            "1.3.6.1.5.5.7.3.7", // id-kp-ipsecUser
            "1.3.6.1.5.5.8.2.2", // iKEIntermediate
            "1.3.6.1.5.5.7.3.1", // id-kp-serverAuth
            "1.3.6.1.5.5.7.3.2"); // id-kp-clientAuth

    private CertificateUsage() {}

    /** @throws AuthenticationFailed if an extension that says what the key is for leaves out what we need */
    static void requireSigner(X509Certificate certificate) throws AuthenticationFailed {
        boolean[] usage = certificate.getKeyUsage();
        if (usage != null && !usage[DIGITAL_SIGNATURE] && !usage[NON_REPUDIATION]) {
            throw wrong(certificate, "is not for signatures");
        }
        try {
            List<String> purposes = certificate.getExtendedKeyUsage();
            if (purposes != null && purposes.stream().noneMatch(PURPOSES::contains)) {
                throw wrong(certificate, "is not for IKE but for other purposes");
            }
        } catch (CertificateParsingException e) {
            throw wrong(certificate, "has purposes that cannot be read");
        }
    }

    private static AuthenticationFailed wrong(X509Certificate certificate, String what) {
        return new AuthenticationFailed(
                Reason.WRONG_USAGE, "certificate of " + CertificateNames.subject(certificate) + " " + what);
    }
}
