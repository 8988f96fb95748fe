package org.waywiser.keys.credentials;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.jcajce.JcaBasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.jcajce.JcaCertificateID;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.waywiser.wire.Octets;

/** What a {@link LaboratoryCa} says of its certificates: for tests, never for a network. */
public final class LaboratoryRevocations {
    private static final Duration LIFETIME = Duration.ofHours(1);

    private LaboratoryRevocations() {}

    /** A list of those, in force for an hour from {@code now}. */
    public static X509CRL list(LaboratoryCa ca, List<X509Certificate> revoked, Instant now) {
        try {
            var builder = new JcaX509v2CRLBuilder(ca.certificate().getSubjectX500Principal(), Date.from(now));
            builder.setNextUpdate(Date.from(now.plus(LIFETIME)));
            for (X509Certificate certificate : revoked) {
                builder.addCRLEntry(certificate.getSerialNumber(), Date.from(now), CRLReason.keyCompromise);
            }
            // RFC 5280 §5.2.1 and §5.2.3: without them others do not know whose list it is
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(ca.certificate()));
            builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.ONE));
            return new JcaX509CRLConverter().getCRL(builder.build(ca.signer()));
        } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
            throw new IllegalStateException("revocation list not made", e);
        }
    }

    /** PEM for other programs. */
    public static String pem(X509CRL list) {
        try {
            return LaboratoryCa.pem("X509 CRL", list.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a list just made cannot be encoded", e);
        }
    }

    /** DER of an OCSP response about one certificate, good for an hour from {@code now}. */
    public static Octets response(LaboratoryCa ca, X509Certificate about, boolean revoked, Instant now) {
        try {
            var sha1 = new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1);
            var builder = new JcaBasicOCSPRespBuilder(ca.certificate().getPublicKey(), sha1);
            var status = revoked
                    ? new RevokedStatus(Date.from(now.minusSeconds(1)), CRLReason.keyCompromise)
                    : CertificateStatus.GOOD;
            builder.addResponse(
                    new JcaCertificateID(sha1, ca.certificate(), about.getSerialNumber()),
                    status,
                    Date.from(now),
                    Date.from(now.plus(LIFETIME)),
                    null);
            var response = builder.build(ca.signer(), new X509CertificateHolder[0], Date.from(now));
            return Octets.of(new OCSPRespBuilder()
                    .build(OCSPRespBuilder.SUCCESSFUL, response)
                    .getEncoded());
        } catch (GeneralSecurityException | OperatorCreationException | OCSPException | IOException e) {
            throw new IllegalStateException("OCSP response not made", e);
        }
    }
}
