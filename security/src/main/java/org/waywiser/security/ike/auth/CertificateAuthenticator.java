package org.waywiser.security.ike.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.waywiser.security.ike.Prf;
import org.waywiser.security.ike.auth.AuthenticationFailed.Reason;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireWriter;
import org.waywiser.wire.ike.AuthMethod;
import org.waywiser.wire.ike.Authentication;
import org.waywiser.wire.ike.Identification;

/** Signs with the ECDSA P-256 key of a certificate. RFC 7296 §2.15, RFC 7427 §3. */
public final class CertificateAuthenticator implements Authenticator {
    private final Identification identity;
    private final List<Octets> certificates;
    private final ECPrivateKey key;

    private CertificateAuthenticator(Identification identity, List<Octets> certificates, ECPrivateKey key) {
        this.identity = identity;
        this.certificates = certificates;
        this.key = key;
    }

    /**
     * Puts a certificate, its key and the identity it is to prove together.
     *
     * @param chain our own certificate, then its intermediates
     * @throws AuthenticationFailed if they do not belong together, since every peer would refuse them
     */
    public static Authenticator of(Identification identity, List<X509Certificate> chain, ECPrivateKey key)
            throws AuthenticationFailed {
        X509Certificate own = chain.getFirst();
        CertificateNames.requireNamed(own, identity);
        if (!EllipticCurves.isP256(key.getParams())) {
            throw new AuthenticationFailed(Reason.UNSUPPORTED_ALGORITHM, "the private key is not on curve P-256");
        }
        var encoded = new ArrayList<Octets>();
        try {
            for (X509Certificate certificate : chain) encoded.add(Octets.of(certificate.getEncoded()));
            byte[] probe = "key fits certificate?".getBytes(StandardCharsets.US_ASCII);
            Signature check = Signature.getInstance(SignatureHash.SHA2_256.ecdsaAlgorithm());
            check.initVerify(own.getPublicKey());
            check.update(probe);
            if (!check.verify(sign(SignatureHash.SHA2_256.ecdsaAlgorithm(), key, probe))) throw keyMisfit();
        } catch (CertificateEncodingException e) {
            throw new AuthenticationFailed(Reason.MALFORMED_CERTIFICATE, "certificate cannot be encoded");
        } catch (GeneralSecurityException e) {
            throw keyMisfit();
        }
        return new CertificateAuthenticator(identity, List.copyOf(encoded), key);
    }

    private static AuthenticationFailed keyMisfit() {
        return new AuthenticationFailed(Reason.BAD_SIGNATURE, "the private key does not belong to the certificate");
    }

    @Override
    public Identification identity() {
        return identity;
    }

    @Override
    public List<Octets> certificates() {
        return certificates;
    }

    @Override
    public Authentication authenticate(byte[] signedOctets, Prf prf, Set<Integer> peerHashes)
            throws AuthenticationFailed {
        try {
            // a peer without RFC 7427 understands the method tied to the curve, RFC 4754 §7: r | s
            if (peerHashes.isEmpty()) {
                byte[] raw = sign("SHA256withECDSAinP1363Format", key, signedOctets);
                return new Authentication(AuthMethod.ECDSA_256, Octets.of(raw));
            }
            SignatureHash hash = SignatureHash.firstOf(peerHashes)
                    .orElseThrow(() -> new AuthenticationFailed(
                            Reason.UNSUPPORTED_ALGORITHM, "the peer accepts no hash that we sign with: " + peerHashes));
            Octets identifier = hash.ecdsaIdentifier();
            Octets data = new WireWriter()
                    .u8(identifier.length())
                    .octets(identifier)
                    .bytes(sign(hash.ecdsaAlgorithm(), key, signedOctets))
                    .toOctets();
            return new Authentication(AuthMethod.DIGITAL_SIGNATURE, data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that signed before signs no more", e);
        }
    }

    private static byte[] sign(String algorithm, ECPrivateKey key, byte[] octets) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(algorithm);
        // the platform draws the per-signature nonce: a predictable one would reveal the key
        signature.initSign(key);
        signature.update(octets);
        return signature.sign();
    }
}
