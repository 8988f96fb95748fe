package org.waywiser.security.ike.auth;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.Certificate;

/** Certificates made for one test each, sound unless told otherwise. */
final class TestCertificates {
    static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    private TestCertificates() {}

    /** Someone who can sign: a certificate and the keys under it. */
    record Holder(X509Certificate certificate, KeyPair keys) {
        Octets der() throws GeneralSecurityException {
            return Octets.of(certificate.getEncoded());
        }

        Certificate payload() throws GeneralSecurityException {
            return Certificate.x509(der());
        }

        PrivateKey key() {
            return keys.getPrivate();
        }
    }

    /** What to write into a certificate. */
    record Wish(
            String subject,
            Instant from,
            Instant to,
            boolean authority,
            int usage,
            List<GeneralName> names,
            List<KeyPurposeId> purposes) {
        static Wish of(String subject, GeneralName... names) {
            return new Wish(
                    subject,
                    NOW.minus(Duration.ofDays(1)),
                    NOW.plus(Duration.ofDays(1)),
                    false,
                    KeyUsage.digitalSignature,
                    List.of(names),
                    List.of());
        }

        Wish valid(Instant newFrom, Instant newTo) {
            return new Wish(subject, newFrom, newTo, authority, usage, names, purposes);
        }

        Wish ofAuthority() {
            return new Wish(subject, from, to, true, KeyUsage.keyCertSign | KeyUsage.cRLSign, names, purposes);
        }

        Wish usage(int newUsage) {
            return new Wish(subject, from, to, authority, newUsage, names, purposes);
        }

        Wish purposes(KeyPurposeId... newPurposes) {
            return new Wish(subject, from, to, authority, usage, names, List.of(newPurposes));
        }
    }

    static GeneralName dns(String name) {
        return new GeneralName(GeneralName.dNSName, name);
    }

    static Holder root(String subject) throws Exception {
        return selfSigned(Wish.of(subject).ofAuthority());
    }

    static Holder selfSigned(Wish wish) throws Exception {
        KeyPair keys = ec("secp256r1");
        return new Holder(sign(wish, keys.getPublic(), new X500Principal(wish.subject()), keys.getPrivate()), keys);
    }

    static Holder issue(Holder issuer, Wish wish) throws Exception {
        return issue(issuer, wish, ec("secp256r1"));
    }

    static Holder issue(Holder issuer, Wish wish, KeyPair keys) throws Exception {
        return new Holder(
                sign(
                        wish,
                        keys.getPublic(),
                        issuer.certificate().getSubjectX500Principal(),
                        issuer.keys().getPrivate()),
                keys);
    }

    static KeyPair ec(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    static KeyPair rsa() throws GeneralSecurityException {
        return rsa(2048);
    }

    static KeyPair rsa(int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    /** @param curve Ed25519 or Ed448 */
    static KeyPair edwards(String curve) throws GeneralSecurityException {
        return KeyPairGenerator.getInstance(curve).generateKeyPair();
    }

    private static X509Certificate sign(Wish wish, PublicKey key, X500Principal issuer, PrivateKey issuerKey)
            throws Exception {
        var builder = new JcaX509v3CertificateBuilder(
                issuer,
                BigInteger.valueOf(System.identityHashCode(wish)).add(BigInteger.ONE),
                Date.from(wish.from()),
                Date.from(wish.to()),
                new X500Principal(wish.subject()),
                key);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(wish.authority()));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(wish.usage()));
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key));
        if (!wish.purposes().isEmpty()) {
            var purposes = wish.purposes().toArray(KeyPurposeId[]::new);
            builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(purposes));
        }
        if (!wish.names().isEmpty()) {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(wish.names().toArray(GeneralName[]::new)));
        }
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey);
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }
}
