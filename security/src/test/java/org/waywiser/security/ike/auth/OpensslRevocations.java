package org.waywiser.security.ike.auth;

import java.io.ByteArrayInputStream;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.waywiser.testkit.Vectors;
import org.waywiser.wire.Octets;

/** What openssl says of a certificate that it has revoked meanwhile. */
final class OpensslRevocations {
    static final Instant THEN = Instant.parse("2027-01-01T00:00:00Z");

    private final Vectors vectors = Vectors.read("/rfc4806/openssl-revocations.txt");

    X509Certificate certificate(String field) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(octets(field));
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    X509CRL list(String field) {
        try {
            return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(octets(field));
        } catch (CertificateException | CRLException e) {
            throw new IllegalStateException(e);
        }
    }

    Octets response(String field) {
        return Octets.of(vectors.octets(field));
    }

    private ByteArrayInputStream octets(String field) {
        return new ByteArrayInputStream(vectors.octets(field));
    }
}
