package org.waywiser.security.ike.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.waywiser.security.ike.Prf;
import org.waywiser.security.ike.auth.AuthenticationFailed.Reason;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireWriter;
import org.waywiser.wire.ike.AuthMethod;
import org.waywiser.wire.ike.Authentication;
import org.waywiser.wire.ike.Certificate;
import org.waywiser.wire.ike.Identification;

/**
 * Signs with the key of a certificate: RSA, ECDSA on P-256, P-384 or P-521, Ed25519 or Ed448. RFC 7296 §2.15, RFC 7427 §3,
 * RFC 8420 §2; RFC 4754 §7 towards peers without SIGNATURE_HASH_ALGORITHMS.
 */
public final class CertificateAuthenticator implements Authenticator {
    private final Identification identity;
    private final List<Certificate> certificates;
    private final PrivateKey key;
    private final KeyType type;
    private final RsaPadding padding;
    private final boolean rsaWithSha1;

    private CertificateAuthenticator(
            Identification identity,
            List<Certificate> certificates,
            PrivateKey key,
            KeyType type,
            RsaPadding padding,
            boolean rsaWithSha1) {
        this.identity = identity;
        this.certificates = certificates;
        this.key = key;
        this.type = type;
        this.padding = padding;
        this.rsaWithSha1 = rsaWithSha1;
    }

    /**
     * Puts a certificate, its key and the identity it is to prove together; RSA signs with PSS.
     *
     * @param chain our own certificate, then its intermediates
     * @throws AuthenticationFailed if they do not belong together, since every peer would refuse them, or the key is of no kind
     *     that we use
     */
    public static CertificateAuthenticator of(Identification identity, List<X509Certificate> chain, PrivateKey key)
            throws AuthenticationFailed {
        X509Certificate own = chain.getFirst();
        CertificateNames.requireNamed(own, identity);
        if (!belong(own, key)) {
            throw new AuthenticationFailed(Reason.BAD_SIGNATURE, "the private key does not belong to the certificate");
        }
        var encoded = new ArrayList<Certificate>();
        try {
            for (X509Certificate certificate : chain)
                encoded.add(Certificate.x509(Octets.of(certificate.getEncoded())));
        } catch (CertificateEncodingException e) {
            throw new AuthenticationFailed(Reason.MALFORMED_CERTIFICATE, "certificate cannot be encoded");
        }
        return new CertificateAuthenticator(
                identity, List.copyOf(encoded), key, KeyType.of(key), RsaPadding.PSS, false);
    }

    /**
     * Whether the certificate is that of the key, which is seen by signing something.
     *
     * @throws AuthenticationFailed if either is of no kind that we use
     */
    public static boolean belong(X509Certificate certificate, PrivateKey key) throws AuthenticationFailed {
        KeyType type = KeyType.of(key);
        if (KeyType.of(certificate.getPublicKey()) != type) return false;
        byte[] probe = "key fits certificate?".getBytes(StandardCharsets.US_ASCII);
        JcaSignature check = SignatureAlgorithm.preferred(type, key, RsaPadding.PSS)
                .getFirst()
                .signature();
        try {
            return check.fits(certificate.getPublicKey(), Octets.of(check.sign(key, probe)), probe);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Signs Digital Signatures of an RSA key with that padding. */
    public CertificateAuthenticator padding(RsaPadding other) {
        return new CertificateAuthenticator(identity, certificates, key, type, other, rsaWithSha1);
    }

    /** Lets an RSA key sign by method 1 with SHA-1 for peers that know no Digital Signatures; else they get no signature. */
    public CertificateAuthenticator allowingRsaWithSha1() {
        return new CertificateAuthenticator(identity, certificates, key, type, padding, true);
    }

    @Override
    public Identification identity() {
        return identity;
    }

    @Override
    public List<Certificate> certificates() {
        return certificates;
    }

    @Override
    public Authentication authenticate(byte[] signedOctets, Prf prf, Set<Integer> peerHashes)
            throws AuthenticationFailed {
        try {
            return peerHashes.isEmpty() ? plain(signedOctets) : digital(signedOctets, peerHashes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that signed before signs no more", e);
        }
    }

    private Authentication digital(byte[] signedOctets, Set<Integer> peerHashes)
            throws AuthenticationFailed, GeneralSecurityException {
        SignatureAlgorithm algorithm = SignatureAlgorithm.preferred(type, key, padding).stream()
                .filter(a -> peerHashes.contains(a.hash().number()))
                .findFirst()
                .orElseThrow(() -> unsupported(
                        "the peer accepts no hash that we sign with by an " + type + " key: " + peerHashes));
        Octets identifier = algorithm.identifier();
        Octets data = new WireWriter()
                .u8(identifier.length())
                .octets(identifier)
                .bytes(algorithm.signature().sign(key, signedOctets))
                .toOctets();
        return new Authentication(AuthMethod.DIGITAL_SIGNATURE, data);
    }

    /** A peer without RFC 7427 understands the method tied to the key. */
    private Authentication plain(byte[] signedOctets) throws AuthenticationFailed, GeneralSecurityException {
        PlainSignature method = PlainSignature.of(type)
                .orElseThrow(() -> unsupported(
                        "the peer knows no digital signatures, and no other method takes an " + type + " key"));
        if (method == PlainSignature.RSA && !rsaWithSha1) {
            throw unsupported("the peer knows no digital signatures, and RSA with SHA-1 is not allowed");
        }
        return new Authentication(method.method(), Octets.of(method.signature().sign(key, signedOctets)));
    }

    private static AuthenticationFailed unsupported(String what) {
        return new AuthenticationFailed(Reason.UNSUPPORTED_ALGORITHM, what);
    }
}
