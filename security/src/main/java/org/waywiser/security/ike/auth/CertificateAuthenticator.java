package org.waywiser.security.ike.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
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
    private final OwnChain chain;
    private final List<Certificate> payloads;
    private final PrivateKey key;
    private final KeyType type;
    private final SignatureSchemes schemes;

    private CertificateAuthenticator(
            Identification identity,
            OwnChain chain,
            List<Certificate> payloads,
            PrivateKey key,
            KeyType type,
            SignatureSchemes schemes) {
        this.identity = identity;
        this.chain = chain;
        this.payloads = List.copyOf(payloads);
        this.key = key;
        this.type = type;
        this.schemes = schemes;
    }

    /**
     * Puts a certificate, its key and the identity it is to prove together.
     *
     * @param certificates our own, then its intermediates
     * @throws AuthenticationFailed if they do not belong together, since every peer would refuse them, or the key is of no kind
     *     that we use
     */
    public static CertificateAuthenticator of(
            Identification identity, List<X509Certificate> certificates, PrivateKey key) throws AuthenticationFailed {
        X509Certificate own = certificates.getFirst();
        Identification proven = CertificateNames.proven(own, identity);
        if (!belong(own, key)) {
            throw new AuthenticationFailed(Reason.BAD_SIGNATURE, "the private key does not belong to the certificate");
        }
        var payloads = new ArrayList<Certificate>();
        try {
            for (X509Certificate certificate : certificates) {
                payloads.add(Certificate.x509(Octets.of(certificate.getEncoded())));
            }
        } catch (CertificateEncodingException e) {
            throw new AuthenticationFailed(Reason.MALFORMED_CERTIFICATE, "certificate cannot be encoded");
        }
        return new CertificateAuthenticator(
                proven, OwnChain.of(certificates), payloads, key, KeyType.of(key), SignatureSchemes.DEFAULT);
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
        JcaSignature check = SignatureAlgorithm.preferred(type, key).getFirst().signature();
        try {
            return check.fits(certificate.getPublicKey(), Octets.of(check.sign(key, probe)), probe);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /**
     * Signs by those schemes.
     *
     * @throws AuthenticationFailed if the key can make none of them
     */
    public CertificateAuthenticator signing(SignatureSchemes others) throws AuthenticationFailed {
        if (others.of(type, key).isEmpty())
            throw unsupported("a key of type " + type + " makes none of the signatures named");
        return new CertificateAuthenticator(identity, chain, payloads, key, type, others);
    }

    /** Knows who may have issued the chain, to tell by a peer's CERTREQ whether the peer trusts it. RFC 7296 §3.7. */
    public CertificateAuthenticator under(List<X509Certificate> authorities) {
        return new CertificateAuthenticator(identity, chain.under(authorities), payloads, key, type, schemes);
    }

    /**
     * Shows OCSP responses for the chain to peers that ask for them. RFC 4806 §3.2.
     *
     * @param revocations asked at each handshake
     * @param now wall time
     */
    public CertificateAuthenticator showing(Supplier<Revocations> revocations, Supplier<Instant> now) {
        return new CertificateAuthenticator(identity, chain.showing(revocations, now), payloads, key, type, schemes);
    }

    /** Whether a peer that asks for certificates of these authorities can check ours. */
    boolean leadsToAny(List<Octets> authorities) {
        return chain.leadsToAny(authorities);
    }

    /** Whether a signature can be made that a peer with these hashes can check. */
    boolean signsFor(Set<Integer> peerHashes) {
        return peerHashes.isEmpty()
                ? plainMethod().isPresent()
                : algorithm(peerHashes).isPresent();
    }

    @Override
    public Authenticator towards(PeerWishes wishes) {
        if (!wishes.status()) return this;
        var more = new ArrayList<>(payloads);
        more.addAll(chain.responses());
        return new CertificateAuthenticator(identity, chain, more, key, type, schemes);
    }

    @Override
    public Identification identity() {
        return identity;
    }

    @Override
    public List<Certificate> certificates() {
        return payloads;
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
        SignatureAlgorithm algorithm = algorithm(peerHashes)
                .orElseThrow(() -> unsupported(
                        "the peer accepts no hash that we sign with by a key of type " + type + ": " + peerHashes));
        Octets identifier = algorithm.identifier();
        Octets data = new WireWriter()
                .u8(identifier.length())
                .octets(identifier)
                .bytes(algorithm.signature().sign(key, signedOctets))
                .toOctets();
        return new Authentication(AuthMethod.DIGITAL_SIGNATURE, data);
    }

    private Optional<SignatureAlgorithm> algorithm(Set<Integer> peerHashes) {
        return schemes.of(type, key).stream()
                .filter(a -> peerHashes.contains(a.hash().number()))
                .findFirst();
    }

    /** A peer without RFC 7427 understands the method tied to the key. */
    private Authentication plain(byte[] signedOctets) throws AuthenticationFailed, GeneralSecurityException {
        PlainSignature method = plainMethod()
                .orElseThrow(() -> unsupported(
                        type == KeyType.RSA
                                ? "the peer knows no digital signatures, and RSA with SHA-1 is not allowed"
                                : "the peer knows no digital signatures, and no other method takes a key of type "
                                        + type));
        return new Authentication(method.method(), Octets.of(method.signature().sign(key, signedOctets)));
    }

    private Optional<PlainSignature> plainMethod() {
        return PlainSignature.of(type).filter(m -> m != PlainSignature.RSA || schemes.rsaWithSha1());
    }

    private static AuthenticationFailed unsupported(String what) {
        return new AuthenticationFailed(Reason.UNSUPPORTED_ALGORITHM, what);
    }
}
