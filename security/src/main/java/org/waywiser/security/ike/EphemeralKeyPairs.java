package org.waywiser.security.ike;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.XECPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import javax.crypto.KeyAgreement;
import org.waywiser.security.Secret;
import org.waywiser.wire.Octets;

/** Key pairs of the Java Cryptography Architecture, which keeps their private halves out of reach of wiping. */
public final class EphemeralKeyPairs implements DhSource {
    private final SecureRandom random;

    public EphemeralKeyPairs(SecureRandom random) {
        this.random = random;
    }

    @Override
    public DhKeyPair generate(DhGroup group) {
        try {
            return switch (group) {
                case X25519 -> X25519.of(pair("X25519", NamedParameterSpec.X25519));
                case ECP_256 -> Ecp256.of(pair("EC", new ECGenParameterSpec("secp256r1")));
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(group.keyword(), e); // every JDK has both
        }
    }

    private KeyPair pair(String algorithm, AlgorithmParameterSpec parameters) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(parameters, random);
        return generator.generateKeyPair();
    }

    /** Curve25519. RFC 8031 §2, §3. */
    record X25519(PrivateKey key, Octets publicValue) implements DhKeyPair {
        static X25519 of(KeyPair pair) {
            var u = ((XECPublicKey) pair.getPublic()).getU();
            return new X25519(pair.getPrivate(), Octets.of(reversed(unsigned(u, 32))));
        }

        @Override
        public DhGroup group() {
            return DhGroup.X25519;
        }

        @Override
        public Secret agree(Octets peerValue) throws InvalidPublicValue {
            if (peerValue.length() != 32) throw new InvalidPublicValue(peerValue.length() + " octets for x25519");
            byte[] u = reversed(peerValue.toByteArray());
            u[0] &= 0x7f; // RFC 8031 §3.2: the most significant bit is masked
            byte[] shared;
            try {
                var spec = new XECPublicKeySpec(NamedParameterSpec.X25519, new BigInteger(1, u));
                var peer = KeyFactory.getInstance("X25519").generatePublic(spec);
                shared = EphemeralKeyPairs.agree("X25519", key, peer);
            } catch (GeneralSecurityException e) {
                throw new InvalidPublicValue("x25519 value of small order");
            }
            // RFC 7748 §6.1: all zeros, in constant time
            int any = 0;
            for (byte octet : shared) any |= octet;
            if (any == 0) throw new InvalidPublicValue("x25519 value of small order");
            return Secret.owning(shared);
        }

        @Override
        public String toString() {
            return "x25519 " + publicValue;
        }
    }

    /** 256-bit random ECP group. RFC 5903 §3.1, §7. */
    record Ecp256(PrivateKey key, Octets publicValue) implements DhKeyPair {
        static Ecp256 of(KeyPair pair) {
            var point = ((ECPublicKey) pair.getPublic()).getW();
            var x = Octets.of(unsigned(point.getAffineX(), 32));
            return new Ecp256(pair.getPrivate(), x.concat(Octets.of(unsigned(point.getAffineY(), 32))));
        }

        @Override
        public DhGroup group() {
            return DhGroup.ECP_256;
        }

        @Override
        public Secret agree(Octets peerValue) throws InvalidPublicValue {
            if (peerValue.length() != 64) throw new InvalidPublicValue(peerValue.length() + " octets for ecp256");
            var x = new BigInteger(1, peerValue.slice(0, 32).toByteArray());
            var y = new BigInteger(1, peerValue.slice(32, 64).toByteArray());
            try {
                return Secret.owning(EphemeralKeyPairs.agree("ECDH", key, P256.publicKey(x, y)));
            } catch (GeneralSecurityException e) {
                throw new InvalidPublicValue("not a point of ecp256");
            }
        }

        @Override
        public String toString() {
            return "ecp256 " + publicValue;
        }
    }

    private static byte[] agree(String algorithm, PrivateKey own, PublicKey peer) throws GeneralSecurityException {
        var agreement = KeyAgreement.getInstance(algorithm);
        agreement.init(own);
        agreement.doPhase(peer, true);
        return agreement.generateSecret();
    }

    /** Big-endian, with leading zeros. */
    private static byte[] unsigned(BigInteger value, int length) {
        byte[] signed = value.toByteArray();
        byte[] octets = new byte[length];
        int count = Math.min(signed.length, length);
        System.arraycopy(signed, signed.length - count, octets, length - count, count);
        return octets;
    }

    private static byte[] reversed(byte[] octets) {
        byte[] other = Arrays.copyOf(octets, octets.length);
        for (int i = 0; i < octets.length; i++) other[i] = octets[octets.length - 1 - i];
        return other;
    }
}
