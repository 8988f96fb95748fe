package org.waywiser.security.ike.auth;

import java.io.ByteArrayInputStream;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.waywiser.security.ike.auth.AuthenticationFailed.Reason;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.Certificate;
import org.waywiser.wire.ike.CertificateEncoding;

/**
 * The CERT payloads of a peer, read.
 *
 * @param own whose key signs AUTH, RFC 7296 §3.6
 * @param others in any order
 * @param revocations what the peer has to say of them, from their authorities. RFC 4806 §3.2
 */
record ShownCertificates(X509Certificate own, List<X509Certificate> others, Revocations revocations) {
    /** @throws AuthenticationFailed if there is no certificate, or one that cannot be read */
    static ShownCertificates read(List<Certificate> payloads) throws AuthenticationFailed {
        var certificates = new ArrayList<X509Certificate>();
        var lists = new ArrayList<X509CRL>();
        var responses = new ArrayList<Octets>();
        for (Certificate payload : payloads) {
            CertificateEncoding encoding = payload.encoding();
            if (encoding.equals(CertificateEncoding.X509_SIGNATURE)) {
                certificates.add(certificate(payload.data()));
            } else if (encoding.equals(CertificateEncoding.REVOCATION_LIST)) {
                lists.addAll(list(payload.data()));
            } else if (encoding.equals(CertificateEncoding.OCSP_CONTENT)) {
                responses.add(payload.data());
            }
        }
        if (certificates.isEmpty()) {
            throw new AuthenticationFailed(Reason.NO_CERTIFICATE, "the peer sent no certificate");
        }
        return new ShownCertificates(
                certificates.getFirst(),
                List.copyOf(certificates.subList(1, certificates.size())),
                new Revocations(lists, responses));
    }

    private static X509Certificate certificate(Octets der) throws AuthenticationFailed {
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

    /** A list that cannot be read says nothing: a peer need not send any. */
    private static List<X509CRL> list(Octets der) {
        try {
            var in = new ByteArrayInputStream(der.toByteArray());
            return List.of((X509CRL) CertificateFactory.getInstance("X.509").generateCRL(in));
        } catch (CertificateException | CRLException e) {
            return List.of();
        }
    }
}
