package org.waywiser.keys.credentials;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.waywiser.security.ike.auth.AuthenticationFailed;
import org.waywiser.security.ike.auth.CertificateAuthenticator;

/** Certificates, revocation lists and private keys in PEM or DER as openssl and strongSwan's pki write them. RFC 7468. */
public final class PemFiles {
    private static final System.Logger LOG = System.getLogger("org.waywiser.keys");
    private static final int MAX_OCTETS = 1 << 20;
    private static final int MAX_LIST_OCTETS = 64 << 20;
    private static final Set<String> ENDINGS = Set.of("pem", "crt", "cer", "der", "crl");

    private PemFiles() {}

    /** What turns the octets of one file into certificates or lists. */
    private interface Decoder<T> {
        List<T> decode(CertificateFactory factory, byte[] der) throws CertificateException, CRLException;
    }

    /** All certificates of a file in its order, or of all files of a folder ending in pem, crt, cer or der; each once. */
    public static List<X509Certificate> certificates(Path place) throws UnusableCredentials {
        return all(
                place,
                Set.of("CERTIFICATE", "X509 CERTIFICATE"),
                MAX_OCTETS,
                "X.509 certificate",
                PemFiles::certificates);
    }

    /** All certificate revocation lists of a file or of a folder, as {@link #certificates}; files ending in crl too. */
    public static List<X509CRL> revocationLists(Path place) throws UnusableCredentials {
        return all(place, Set.of("X509 CRL"), MAX_LIST_OCTETS, "certificate revocation list", PemFiles::lists);
    }

    private static List<X509Certificate> certificates(CertificateFactory factory, byte[] der)
            throws CertificateException {
        return factory.generateCertificates(new ByteArrayInputStream(der)).stream()
                .map(X509Certificate.class::cast)
                .toList();
    }

    private static List<X509CRL> lists(CertificateFactory factory, byte[] der) throws CRLException {
        return factory.generateCRLs(new ByteArrayInputStream(der)).stream()
                .map(X509CRL.class::cast)
                .toList();
    }

    private static <T> List<T> all(Path place, Set<String> labels, int maxOctets, String what, Decoder<T> decoder)
            throws UnusableCredentials {
        var found = new ArrayList<T>();
        for (Path file : files(place)) {
            byte[] octets = SecretFiles.read(file, maxOctets);
            List<PemBlock> pem = PemBlock.in(octets);
            boolean matter = false;
            try {
                CertificateFactory factory = CertificateFactory.getInstance("X.509");
                if (pem.isEmpty() && octets.length > 0) {
                    matter = found.addAll(decoder.decode(factory, octets));
                }
                for (PemBlock block : pem) {
                    if (labels.contains(block.label()))
                        matter |= found.addAll(decoder.decode(factory, block.der(file)));
                }
            } catch (CertificateException | CRLException e) {
                throw new UnusableCredentials(file + " holds something else than an " + what, e);
            }
            if (!matter) throw new UnusableCredentials(file + " holds no " + what);
        }
        return found.stream().distinct().toList();
    }

    static List<Path> files(Path place) throws UnusableCredentials {
        if (!Files.isDirectory(place)) return List.of(place);
        try (Stream<Path> inside = Files.list(place)) {
            List<Path> files = inside.filter(Files::isRegularFile)
                    .filter(f -> ENDINGS.contains(ending(f)))
                    .sorted()
                    .toList();
            if (!files.isEmpty()) return files;
        } catch (IOException e) {
            throw new UnusableCredentials(place + " cannot be listed: " + e.getMessage(), e);
        }
        throw new UnusableCredentials(place + " holds no file ending in pem, crt, cer, der or crl");
    }

    private static String ending(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** The private key of a file: RSA, EC, Ed25519 or Ed448. */
    public static PrivateKey privateKey(Path file) throws UnusableCredentials {
        return PrivateKeyFile.read(file);
    }

    /**
     * A certificate with its intermediates, and its key; warns if one of them expires within a month.
     *
     * @throws UnusableCredentials if they do not belong together or the certificate has expired; the message names the file
     */
    public static CertifiedKey certifiedKey(Path certificates, Path key) throws UnusableCredentials {
        return certifiedKey(certificates, key, Instant.now());
    }

    static CertifiedKey certifiedKey(Path certificates, Path key, Instant now) throws UnusableCredentials {
        List<X509Certificate> chain = certificates(certificates);
        PrivateKey secret = privateKey(key);
        try {
            if (!CertificateAuthenticator.belong(chain.getFirst(), secret)) {
                for (X509Certificate other : chain) {
                    if (CertificateAuthenticator.belong(other, secret)) {
                        throw new UnusableCredentials(certificates + " has to begin with the certificate of " + key);
                    }
                }
                throw new UnusableCredentials(key + " does not belong to the certificate in " + certificates);
            }
        } catch (AuthenticationFailed e) {
            throw new UnusableCredentials(key + " or " + certificates + ": " + e.getMessage(), e);
        }
        for (X509Certificate other : chain.subList(1, chain.size())) {
            if (chain.stream().noneMatch(c -> !c.equals(other) && issued(other, c))) {
                throw new UnusableCredentials(certificates + ": certificate of " + other.getSubjectX500Principal()
                        + " has issued none of the others");
            }
        }
        var certified = new CertifiedKey(chain, secret);
        Optional<String> expiry = certified.expiryWarning(now);
        if (now.isAfter(chain.getFirst().getNotAfter().toInstant())) {
            throw new UnusableCredentials(certificates + ": " + expiry.orElseThrow() + "; have it renewed");
        }
        expiry.ifPresent(line -> LOG.log(Level.WARNING, "{0}: {1}", certificates, line));
        return certified;
    }

    private static boolean issued(X509Certificate issuer, X509Certificate certificate) {
        if (!issuer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) return false;
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
