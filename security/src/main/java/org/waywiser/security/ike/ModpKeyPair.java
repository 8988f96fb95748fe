package org.waywiser.security.ike;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import javax.crypto.interfaces.DHPublicKey;
import javax.crypto.spec.DHPublicKeySpec;
import org.waywiser.security.Secret;
import org.waywiser.wire.Octets;

/** Groups of integers modulo a prime. RFC 3526 §3–7, RFC 7296 §3.4. */
record ModpKeyPair(DhGroup group, PrivateKey key, Octets publicValue) implements DhKeyPair {
    static ModpKeyPair of(DhGroup group, KeyPair pair) {
        var y = ((DHPublicKey) pair.getPublic()).getY();
        return new ModpKeyPair(group, pair.getPrivate(), Octets.of(Agreement.unsigned(y, group.publicLength())));
    }

    @Override
    public Secret agree(Octets peerValue) throws InvalidPublicValue {
        var peer = publicKey(group, peerValue);
        try {
            return Secret.owning(Agreement.agree("DH", key, peer)); // as long as the prime: RFC 7296 §2.14
        } catch (GeneralSecurityException e) {
            throw new InvalidPublicValue("not a value of " + group.keyword());
        }
    }

    static PublicKey publicKey(DhGroup group, Octets value) throws InvalidPublicValue {
        Agreement.checkLength(group, value);
        var parameters = ModpPrimes.parameters(group);
        var p = parameters.getP();
        var y = new BigInteger(1, value.toByteArray());
        // RFC 6989 §2.1: 1 < y < p - 1
        if (y.compareTo(BigInteger.ONE) <= 0 || y.compareTo(p.subtract(BigInteger.ONE)) >= 0) {
            throw new InvalidPublicValue("not in the range of " + group.keyword());
        }
        try {
            return KeyFactory.getInstance("DH").generatePublic(new DHPublicKeySpec(y, p, parameters.getG()));
        } catch (GeneralSecurityException e) {
            throw new InvalidPublicValue("not a value of " + group.keyword());
        }
    }

    @Override
    public String toString() {
        return group.keyword() + " " + publicValue;
    }
}
