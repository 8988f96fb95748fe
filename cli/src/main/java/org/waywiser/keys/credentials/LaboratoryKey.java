package org.waywiser.keys.credentials;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;

/** Kinds of keys that a {@link LaboratoryCa} makes. RFC 8247 §3, RFC 8420 §1. */
@SuppressWarnings("ImmutableEnumChecker") // parameter specifications do not change
public enum LaboratoryKey {
    P256("EC", new ECGenParameterSpec("secp256r1"), "SHA256withECDSA"),
    P384("EC", new ECGenParameterSpec("secp384r1"), "SHA384withECDSA"),
    P521("EC", new ECGenParameterSpec("secp521r1"), "SHA512withECDSA"),
    RSA("RSA", new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4), "SHA256withRSA"),
    ED25519("Ed25519", NamedParameterSpec.ED25519, "Ed25519"),
    ED448("Ed448", NamedParameterSpec.ED448, "Ed448");

    private final String algorithm;
    private final AlgorithmParameterSpec parameters;
    private final String signature;

    LaboratoryKey(String algorithm, AlgorithmParameterSpec parameters, String signature) {
        this.algorithm = algorithm;
        this.parameters = parameters;
        this.signature = signature;
    }

    /** By what an authority with such a key signs certificates. */
    String signature() {
        return signature;
    }

    KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(parameters);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(this + " is part of every JDK", e);
        }
    }
}
