package org.waywiser.security.ike;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import org.waywiser.security.Secret;
import org.waywiser.wire.Octets;

/** Random ECP groups; the secret is the x coordinate. RFC 5903 §3, §7. */
record EcpKeyPair(DhGroup group, PrivateKey key, Octets publicValue) implements DhKeyPair {
    static EcpKeyPair of(DhGroup group, KeyPair pair) {
        var point = ((ECPublicKey) pair.getPublic()).getW();
        int half = group.publicLength() / 2;
        var x = Octets.of(Agreement.unsigned(point.getAffineX(), half));
        var y = Octets.of(Agreement.unsigned(point.getAffineY(), half));
        return new EcpKeyPair(group, pair.getPrivate(), x.concat(y));
    }

    @Override
    public Secret agree(Octets peerValue) throws InvalidPublicValue {
        var peer = publicKey(group, peerValue);
        try {
            return Secret.owning(Agreement.agree("ECDH", key, peer));
        } catch (GeneralSecurityException e) {
            throw new InvalidPublicValue("not a point of " + group.keyword());
        }
    }

    static PublicKey publicKey(DhGroup group, Octets value) throws InvalidPublicValue {
        Agreement.checkLength(group, value);
        int half = group.publicLength() / 2;
        var x = new BigInteger(1, value.slice(0, half).toByteArray());
        var y = new BigInteger(1, value.slice(half, 2 * half).toByteArray());
        try {
            return EcpCurve.of(group).publicKey(x, y);
        } catch (GeneralSecurityException e) {
            throw new InvalidPublicValue("not a point of " + group.keyword());
        }
    }

    @Override
    public String toString() {
        return group.keyword() + " " + publicValue;
    }
}
