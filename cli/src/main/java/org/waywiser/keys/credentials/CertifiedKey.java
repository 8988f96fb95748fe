package org.waywiser.keys.credentials;

import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.util.List;
import org.waywiser.security.ike.auth.AuthenticationFailed;
import org.waywiser.security.ike.auth.Authenticator;
import org.waywiser.security.ike.auth.CertificateAuthenticator;
import org.waywiser.security.ike.auth.CertificateNames;
import org.waywiser.wire.ike.Identification;

/**
 * A certificate with its intermediates and its private key.
 *
 * @param chain our own certificate first
 */
public record CertifiedKey(List<X509Certificate> chain, ECPrivateKey key) {
    public CertifiedKey {
        chain = List.copyOf(chain);
    }

    /** The identity its certificate names first. */
    public Identification preferredIdentity() {
        return CertificateNames.preferred(chain.getFirst());
    }

    /**
     * Signs as that identity.
     *
     * @throws AuthenticationFailed if certificate, key and identity do not belong together
     */
    public Authenticator authenticator(Identification identity) throws AuthenticationFailed {
        return CertificateAuthenticator.of(identity, chain, key);
    }

    /** Only the subject: the key is never printed. */
    @Override
    public String toString() {
        return "CertifiedKey[" + chain.getFirst().getSubjectX500Principal() + "]";
    }
}
