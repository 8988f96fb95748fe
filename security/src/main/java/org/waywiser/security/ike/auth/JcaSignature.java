package org.waywiser.security.ike.auth;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Optional;
import org.waywiser.wire.Octets;

/** A signature of the Java Cryptography Architecture with its parameters. */
record JcaSignature(String algorithm, Optional<PSSParameterSpec> parameters) {
    static JcaSignature of(String algorithm) {
        return new JcaSignature(algorithm, Optional.empty());
    }

    /** ECDSA with SHA-2 of that many bits, r and s in DER. */
    static JcaSignature ecdsa(int bits) {
        return of("SHA" + bits + "withECDSA");
    }

    /** RFC 8017 §8.1 with MGF1 of the same hash and a salt as long as the hash. */
    static JcaSignature pss(SignatureHash hash) {
        var mask = new MGF1ParameterSpec(hash.algorithm());
        var parameters =
                new PSSParameterSpec(hash.algorithm(), "MGF1", mask, hash.octets(), PSSParameterSpec.TRAILER_FIELD_BC);
        return new JcaSignature("RSASSA-PSS", Optional.of(parameters));
    }

    byte[] sign(PrivateKey key, byte[] octets) throws GeneralSecurityException {
        Signature signature = instance();
        // the platform draws nonces and salts: a predictable nonce would reveal the key
        signature.initSign(key);
        signature.update(octets);
        return signature.sign();
    }

    /** False as well for a signature that cannot be read, or a key that forbids these parameters. */
    boolean fits(PublicKey key, Octets value, byte[] octets) {
        try {
            Signature check = instance();
            check.initVerify(key);
            check.update(octets);
            return check.verify(value.toByteArray());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private Signature instance() throws GeneralSecurityException {
        Signature signature = Signature.getInstance(algorithm);
        if (parameters.isPresent()) signature.setParameter(parameters.get());
        return signature;
    }
}
