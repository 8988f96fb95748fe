package org.waywiser.security.ike;

import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.math.ec.rfc7748.X448;
import org.waywiser.security.Secret;
import org.waywiser.wire.Octets;

/**
 * Curve25519 and Curve448, by Bouncy Castle's arithmetic: it takes well under half the time of the JDK's, which is most of what an
 * IKE SA costs its responder. RFC 8031 §2, §3, RFC 7748 §6.
 */
record XdhKeyPair(DhGroup group, Secret key, Octets publicValue) implements DhKeyPair {
    static XdhKeyPair generate(DhGroup group, SecureRandom random) {
        byte[] scalar = new byte[group.publicLength()];
        if (group == DhGroup.X25519) {
            X25519.generatePrivateKey(random, scalar);
        } else {
            X448.generatePrivateKey(random, scalar);
        }
        return of(group, Secret.owning(scalar));
    }

    /** @param key as long as a public value, little-endian; kept */
    static XdhKeyPair of(DhGroup group, Secret key) {
        byte[] scalar = key.toByteArray();
        byte[] u = new byte[group.publicLength()];
        if (group == DhGroup.X25519) {
            X25519.generatePublicKey(scalar, 0, u, 0);
        } else {
            X448.generatePublicKey(scalar, 0, u, 0);
        }
        Arrays.fill(scalar, (byte) 0);
        return new XdhKeyPair(group, key, Octets.of(u));
    }

    @Override
    public Secret agree(Octets peerValue) throws InvalidPublicValue {
        Agreement.checkLength(group, peerValue);
        byte[] scalar = key.toByteArray();
        byte[] u = peerValue.toByteArray();
        byte[] shared = new byte[group.sharedLength()];
        // RFC 8031 §3.2: the most significant bit of X25519 is masked; RFC 7748 §6.1, §6.2: all zeros are found in
        // constant time
        boolean valid = group == DhGroup.X25519
                ? X25519.calculateAgreement(scalar, 0, u, 0, shared, 0)
                : X448.calculateAgreement(scalar, 0, u, 0, shared, 0);
        Arrays.fill(scalar, (byte) 0);
        if (!valid) throw new InvalidPublicValue(group.keyword() + " value of small order");
        return Secret.owning(shared);
    }

    @Override
    public String toString() {
        return group.keyword() + " " + publicValue;
    }
}
