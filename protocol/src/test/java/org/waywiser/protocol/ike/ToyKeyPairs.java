package org.waywiser.protocol.ike;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.DhGroup;
import org.waywiser.security.ike.DhKeyPair;
import org.waywiser.security.ike.DhSource;
import org.waywiser.security.ike.InvalidPublicValue;
import org.waywiser.wire.Octets;

/** A key exchange without any secrecy that costs next to nothing, for tests that do many. */
record ToyKeyPairs(RandomGenerator random) implements DhSource {
    @Override
    public DhKeyPair generate(DhGroup group) {
        byte[] value = new byte[group.publicLength()];
        random.nextBytes(value);
        return new Pair(group, Octets.of(value));
    }

    private record Pair(DhGroup group, Octets publicValue) implements DhKeyPair {
        @Override
        public Secret agree(Octets peerValue) throws InvalidPublicValue {
            if (peerValue.length() != group.publicLength()) throw new InvalidPublicValue("another length");
            byte[] own = publicValue.toByteArray();
            byte[] peer = peerValue.toByteArray();
            byte[] either = new byte[own.length];
            for (int i = 0; i < own.length; i++) either[i] = (byte) (own[i] ^ peer[i]);
            return Secret.owning(Arrays.copyOf(digest(either), group.sharedLength()));
        }

        private static byte[] digest(byte[] octets) {
            try {
                return MessageDigest.getInstance("SHA-256").digest(octets);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
