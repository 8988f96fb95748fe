package org.waywiser.security.ike.auth;

import static org.waywiser.security.ike.auth.TestCertificates.NOW;

import java.io.IOException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.jcajce.JcaBasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.jcajce.JcaCertificateID;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.waywiser.security.ike.auth.TestCertificates.Holder;
import org.waywiser.wire.Octets;

/** Revocation lists and OCSP responses made for one test each. */
final class TestRevocations {
    private TestRevocations() {}

    /** A list in force for an hour that holds those. */
    static X509CRL list(Holder authority, X509Certificate... revoked) throws Exception {
        return list(authority, NOW.plus(Duration.ofHours(1)), false, revoked);
    }

    /** @param partial marked as covering a part of the certificates only */
    static X509CRL list(Holder authority, Instant next, boolean partial, X509Certificate... revoked) throws Exception {
        var builder = new JcaX509v2CRLBuilder(
                authority.certificate().getSubjectX500Principal(), Date.from(next.minus(Duration.ofHours(2))));
        builder.setNextUpdate(Date.from(next));
        for (X509Certificate certificate : revoked) {
            builder.addCRLEntry(certificate.getSerialNumber(), Date.from(NOW), CRLReason.keyCompromise);
        }
        if (partial) {
            var users = new IssuingDistributionPoint(null, true, false, null, false, false);
            builder.addExtension(Extension.issuingDistributionPoint, true, users);
        }
        return new JcaX509CRLConverter().getCRL(builder.build(signer(authority)));
    }

    static Octets good(Holder authority, Holder responder, Holder subject) throws Exception {
        return response(authority, responder, subject, CertificateStatus.GOOD, NOW);
    }

    static Octets revoked(Holder authority, Holder responder, Holder subject) throws Exception {
        return response(
                authority,
                responder,
                subject,
                new RevokedStatus(Date.from(NOW.minusSeconds(60)), CRLReason.keyCompromise),
                NOW);
    }

    /** @param at when it was made, for an hour */
    static Octets response(Holder authority, Holder responder, Holder subject, CertificateStatus status, Instant at)
            throws Exception {
        DigestCalculator sha1 = new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1);
        var builder = new JcaBasicOCSPRespBuilder(responder.keys().getPublic(), sha1);
        var id = new JcaCertificateID(
                sha1, authority.certificate(), subject.certificate().getSerialNumber());
        builder.addResponse(id, status, Date.from(at), Date.from(at.plus(Duration.ofHours(1))), null);
        var certificates = new X509CertificateHolder[] {holder(responder)};
        var response = builder.build(signer(responder), certificates, Date.from(at));
        return Octets.of(new OCSPRespBuilder()
                .build(OCSPRespBuilder.SUCCESSFUL, response)
                .getEncoded());
    }

    private static X509CertificateHolder holder(Holder of) throws Exception {
        try {
            return new X509CertificateHolder(of.certificate().getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ContentSigner signer(Holder holder) throws OperatorCreationException {
        return new JcaContentSignerBuilder("SHA256withECDSA").build(holder.key());
    }
}
