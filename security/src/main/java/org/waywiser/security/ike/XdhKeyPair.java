package org.waywiser.security.ike;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.interfaces.XECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPublicKeySpec;
import org.waywiser.security.Secret;
import org.waywiser.wire.Octets;

/** Curve25519 and Curve448. RFC 8031 §2, §3. */
record XdhKeyPair(DhGroup group, PrivateKey key, Octets publicValue) implements DhKeyPair {
    static XdhKeyPair of(DhGroup group, KeyPair pair) {
        var u = ((XECPublicKey) pair.getPublic()).getU();
        var value = Octets.of(reversed(Agreement.unsigned(u, group.publicLength())));
        return new XdhKeyPair(group, pair.getPrivate(), value);
    }

    static NamedParameterSpec curve(DhGroup group) {
        return group == DhGroup.X25519 ? NamedParameterSpec.X25519 : NamedParameterSpec.X448;
    }

    @Override
    public Secret agree(Octets peerValue) throws InvalidPublicValue {
        Agreement.checkLength(group, peerValue);
        byte[] u = reversed(peerValue.toByteArray());
        if (group == DhGroup.X25519) u[0] &= 0x7f; // RFC 8031 §3.2: the most significant bit is masked
        byte[] shared;
        try {
            var spec = new XECPublicKeySpec(curve(group), new BigInteger(1, u));
            var peer = KeyFactory.getInstance("XDH").generatePublic(spec);
            shared = Agreement.agree("XDH", key, peer);
        } catch (GeneralSecurityException e) {
            throw smallOrder();
        }
        // RFC 7748 §6.1, §6.2: all zeros, in constant time
        int any = 0;
        for (byte octet : shared) any |= octet;
        if (any == 0) throw smallOrder();
        return Secret.owning(shared);
    }

    private InvalidPublicValue smallOrder() {
        return new InvalidPublicValue(group.keyword() + " value of small order");
    }

    private static byte[] reversed(byte[] octets) {
        byte[] other = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) other[i] = octets[octets.length - 1 - i];
        return other;
    }

    @Override
    public String toString() {
        return group.keyword() + " " + publicValue;
    }
}
