package org.waywiser.keys.credentials;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and EC private keys in PEM as openssl and strongSwan's pki write them. RFC 7468, RFC 5915, RFC 5958. */
public final class PemFiles {
    private static final int MAX_OCTETS = 1 << 20;
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN ((?:[A-Z]+ )*PRIVATE KEY)-----([^-]*)-----END \\1-----");

    private PemFiles() {}

    /** All certificates of a file, in its order; one DER certificate will do as well. */
    public static List<X509Certificate> certificates(Path file) throws UnusableCredentials {
        byte[] octets = read(file);
        try {
            List<X509Certificate> certificates =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(octets))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (certificates.isEmpty()) throw new UnusableCredentials(file + " holds no certificate");
            return certificates;
        } catch (CertificateException e) {
            throw new UnusableCredentials(file + " is not a file of X.509 certificates", e);
        }
    }

    /** The EC private key of a file: PKCS#8 ({@code PRIVATE KEY}) or, on curve P-256, SEC 1 ({@code EC PRIVATE KEY}). */
    public static ECPrivateKey privateKey(Path file) throws UnusableCredentials {
        SecretFiles.warnIfReadableByOthers(file);
        String text = new String(read(file), StandardCharsets.ISO_8859_1);
        Matcher pem = PRIVATE_KEY.matcher(text);
        if (!pem.find()) throw new UnusableCredentials(file + " holds no private key in PEM");
        if (pem.group(1).startsWith("ENCRYPTED") || pem.group(2).contains("Proc-Type")) {
            throw new UnusableCredentials(file + " is encrypted; write it out plain: openssl pkey -in FILE -out FILE");
        }
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(pem.group(2));
        } catch (IllegalArgumentException e) {
            throw new UnusableCredentials(file + " holds damaged PEM");
        }
        byte[] pkcs8 = pem.group(1).equals("EC PRIVATE KEY") ? pkcs8OfP256(der) : der;
        try {
            if (KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8))
                    instanceof ECPrivateKey key) {
                return key;
            }
        } catch (GeneralSecurityException e) {
            // the cause may quote the key
            throw new UnusableCredentials(file + " holds no EC private key on curve P-256");
        } finally {
            Arrays.fill(der, (byte) 0);
            Arrays.fill(pkcs8, (byte) 0);
        }
        throw new UnusableCredentials(file + " holds no EC private key");
    }

    /** A certificate chain and its key. */
    public static CertifiedKey certifiedKey(Path certificates, Path key) throws UnusableCredentials {
        return new CertifiedKey(certificates(certificates), privateKey(key));
    }

    /** RFC 5958 §2 around RFC 5915 §3: version 0, id-ecPublicKey with prime256v1, the key as an OCTET STRING. */
    private static byte[] pkcs8OfP256(byte[] sec1) {
        byte[] algorithm = HexFormat.of().parseHex("020100301306072a8648ce3d020106082a8648ce3d030107");
        return tlv(0x30, concat(algorithm, tlv(0x04, sec1)));
    }

    private static byte[] tlv(int tag, byte[] value) {
        byte[] head = value.length < 0x80
                ? new byte[] {(byte) tag, (byte) value.length}
                : new byte[] {(byte) tag, (byte) 0x82, (byte) (value.length >>> 8), (byte) value.length};
        return concat(head, value);
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private static byte[] read(Path file) throws UnusableCredentials {
        return SecretFiles.read(file, MAX_OCTETS);
    }
}
