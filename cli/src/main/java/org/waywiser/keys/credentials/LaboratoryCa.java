package org.waywiser.keys.credentials;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.wire.ike.IdType;
import org.waywiser.wire.ike.Identification;

/** A certificate authority that lives in memory, on curve P-256 unless told otherwise: for the demonstration and for tests, never for a network. */
public final class LaboratoryCa {
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final Duration LIFETIME = Duration.ofDays(1);

    private final List<X509Certificate> path;
    private final LaboratoryKey kind;
    private final PrivateKey key;
    private final SecureRandom random = new SecureRandom();

    private LaboratoryCa(List<X509Certificate> path, LaboratoryKey kind, PrivateKey key) {
        this.path = path;
        this.kind = kind;
        this.key = key;
    }

    /** A root, valid for a day around {@code now}. */
    public static LaboratoryCa create(String name, Instant now) {
        return create(name, LaboratoryKey.P256, now);
    }

    /** A root with that kind of key. */
    public static LaboratoryCa create(String name, LaboratoryKey kind, Instant now) {
        KeyPair pair = kind.generate();
        var subject = new X500Principal("CN=" + name);
        var root = new LaboratoryCa(List.of(), kind, pair.getPrivate());
        X509Certificate certificate =
                root.sign(subject, subject, pair.getPublic(), List.of(), true, now.minus(SKEW), now.plus(LIFETIME));
        return new LaboratoryCa(List.of(certificate), kind, pair.getPrivate());
    }

    /** An authority below this one, with the same kind of key. */
    public LaboratoryCa intermediate(String name, Instant now) {
        KeyPair pair = kind.generate();
        var chain = new ArrayList<X509Certificate>();
        chain.add(sign(
                new X500Principal("CN=" + name),
                certificate().getSubjectX500Principal(),
                pair.getPublic(),
                List.of(),
                true,
                now.minus(SKEW),
                now.plus(LIFETIME)));
        chain.addAll(path);
        return new LaboratoryCa(List.copyOf(chain), kind, pair.getPrivate());
    }

    /** The authority's own certificate. */
    public X509Certificate certificate() {
        return path.getFirst();
    }

    /** A certificate for these names, valid for a day around {@code now}; the first also stands in the subject. */
    public CertifiedKey issue(List<Identification> names, Instant now) {
        return issue(names, now.minus(SKEW), now.plus(LIFETIME));
    }

    /** A certificate for these names and that time. */
    public CertifiedKey issue(List<Identification> names, Instant notBefore, Instant notAfter) {
        return issue(LaboratoryKey.P256.generate(), names, notBefore, notAfter);
    }

    /** A certificate for these names with that kind of key. */
    public CertifiedKey issue(LaboratoryKey holder, List<Identification> names, Instant now) {
        return issue(holder.generate(), names, now.minus(SKEW), now.plus(LIFETIME));
    }

    private CertifiedKey issue(KeyPair pair, List<Identification> names, Instant notBefore, Instant notAfter) {
        Identification first = names.getFirst();
        var subject = new X500Principal(
                first.type().equals(IdType.DER_ASN1_DN) ? Identities.text(first) : "CN=" + Identities.text(first));
        var chain = new ArrayList<X509Certificate>();
        chain.add(sign(
                subject, certificate().getSubjectX500Principal(), pair.getPublic(), names, false, notBefore, notAfter));
        // the root stays at home: the peer has it, or does not trust us
        chain.addAll(path.subList(0, path.size() - 1));
        return new CertifiedKey(chain, pair.getPrivate());
    }

    /** PEM for other programs. */
    public static String pem(X509Certificate certificate) {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate just made cannot be encoded", e);
        }
    }

    /** PKCS#8 in PEM for other programs: a secret. */
    public static String pem(PrivateKey key) {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    static String pem(String what, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n";
    }

    private X509Certificate sign(
            X500Principal subject,
            X500Principal issuer,
            PublicKey publicKey,
            List<Identification> names,
            boolean authority,
            Instant notBefore,
            Instant notAfter) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    new BigInteger(127, random).setBit(0),
                    Date.from(notBefore),
                    Date.from(notAfter),
                    subject,
                    publicKey);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            int usage = authority ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.digitalSignature;
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
            var identifiers = new JcaX509ExtensionUtils();
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(publicKey));
            if (!path.isEmpty()) {
                builder.addExtension(
                        Extension.authorityKeyIdentifier,
                        false,
                        identifiers.createAuthorityKeyIdentifier(certificate()));
            }
            GeneralName[] alternatives = names.stream()
                    .filter(n -> !n.type().equals(IdType.DER_ASN1_DN))
                    .map(LaboratoryCa::generalName)
                    .toArray(GeneralName[]::new);
            if (alternatives.length > 0) {
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
            }
            var signer = signer();
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
            throw new IllegalStateException("certificate not made", e);
        }
    }

    /** Signs as this authority. */
    ContentSigner signer() throws OperatorCreationException {
        return new JcaContentSignerBuilder(kind.signature()).build(key);
    }

    private static GeneralName generalName(Identification name) {
        return switch (name.type().number()) {
            case 1, 5 ->
                new GeneralName(
                        GeneralName.iPAddress, new DEROctetString(name.data().toByteArray()));
            case 2 -> new GeneralName(GeneralName.dNSName, Identities.text(name));
            case 3 -> new GeneralName(GeneralName.rfc822Name, Identities.text(name));
            default -> throw new IllegalArgumentException("no certificate names a " + name.type());
        };
    }
}
