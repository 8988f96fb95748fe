package org.waywiser.security.ike;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;

/** Key pairs; those of the Java Cryptography Architecture keep their private halves out of reach of wiping. */
public final class EphemeralKeyPairs implements DhSource {
    private final SecureRandom random;

    public EphemeralKeyPairs(SecureRandom random) {
        this.random = random;
    }

    @Override
    public DhKeyPair generate(DhGroup group) {
        try {
            return switch (group) {
                case X25519, X448 -> XdhKeyPair.generate(group, random);
                case ECP_256, ECP_384, ECP_521 ->
                    EcpKeyPair.of(group, pair("EC", EcpCurve.of(group).spec()));
                case MODP_2048, MODP_3072, MODP_4096, MODP_6144, MODP_8192 ->
                    ModpKeyPair.of(group, pair("DH", ModpPrimes.parameters(group)));
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(group.keyword(), e); // every JDK has them
        }
    }

    private KeyPair pair(String algorithm, AlgorithmParameterSpec parameters) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(parameters, random);
        return generator.generateKeyPair();
    }
}
