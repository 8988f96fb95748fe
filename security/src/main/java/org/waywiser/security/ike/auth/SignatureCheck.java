package org.waywiser.security.ike.auth;

import java.security.PublicKey;
import java.util.Optional;
import org.waywiser.security.ike.auth.AuthenticationFailed.Reason;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.ike.AuthMethod;
import org.waywiser.wire.ike.Authentication;

/** Holds AUTH against the key of a certificate. RFC 7296 §3.8, RFC 7427 §3, RFC 4754 §7, RFC 8420 §2. */
final class SignatureCheck {
    private SignatureCheck() {}

    /** Whether the method is a signature that we read. */
    static boolean knows(AuthMethod method) {
        return method.equals(AuthMethod.DIGITAL_SIGNATURE)
                || PlainSignature.of(method).isPresent();
    }

    /**
     * Whether the signature fits.
     *
     * @param rsaWithSha1 whether SHA-1 will do in method 1
     * @throws AuthenticationFailed if key, method or algorithm are not accepted, or not together
     */
    static boolean fits(PublicKey key, Authentication auth, byte[] signedOctets, boolean rsaWithSha1)
            throws AuthenticationFailed {
        KeyType type = KeyType.of(key);
        Optional<PlainSignature> plain = PlainSignature.of(auth.method());
        if (plain.isEmpty()) return fitsIdentified(type, key, auth.data(), signedOctets);
        if (plain.get().key() != type) {
            throw unsupported(
                    auth.method() + " needs a key of type " + plain.get().key() + ", the certificate has " + type);
        }
        return plain.get().fits(key, auth.data(), signedOctets, rsaWithSha1);
    }

    /** RFC 7427 §3: length of the AlgorithmIdentifier, AlgorithmIdentifier, signature. */
    private static boolean fitsIdentified(KeyType type, PublicKey key, Octets data, byte[] signedOctets)
            throws AuthenticationFailed {
        try {
            WireReader in = WireReader.of(data);
            Octets identifier = in.octets(in.u8());
            SignatureAlgorithm algorithm = SignatureAlgorithm.named(identifier).orElseThrow(() -> unknown(identifier));
            if (!algorithm.takes(type)) {
                throw unsupported("signature algorithm " + algorithm + " does not go with a key of type " + type);
            }
            return algorithm.signature().fits(key, in.octets(in.remaining()), signedOctets);
        } catch (MalformedMessage e) {
            return false;
        }
    }

    private static AuthenticationFailed unknown(Octets identifier) {
        return unsupported(
                AlgorithmIdentifiers.namesPss(identifier)
                        ? "RSASSA-PSS is accepted with SHA-2, MGF1 of the same hash and a salt as long only, not as "
                                + identifier
                        : "signature algorithm " + identifier + " is not accepted");
    }

    private static AuthenticationFailed unsupported(String what) {
        return new AuthenticationFailed(Reason.UNSUPPORTED_ALGORITHM, what);
    }
}
