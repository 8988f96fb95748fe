package org.waywiser.security.ike;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import javax.crypto.KeyAgreement;
import org.waywiser.wire.Octets;

/** What key pairs of all groups have in common. */
final class Agreement {
    private Agreement() {}

    /** g^ir as the Java Cryptography Architecture gives it. */
    static byte[] agree(String algorithm, PrivateKey own, PublicKey peer) throws GeneralSecurityException {
        var agreement = KeyAgreement.getInstance(algorithm);
        agreement.init(own);
        agreement.doPhase(peer, true);
        return agreement.generateSecret();
    }

    /** Refuses a value of another length than the group's. */
    static void checkLength(DhGroup group, Octets value) throws InvalidPublicValue {
        if (value.length() != group.publicLength()) {
            throw new InvalidPublicValue(value.length() + " octets for " + group.keyword());
        }
    }

    /** Big-endian, with leading zeros. */
    static byte[] unsigned(BigInteger value, int length) {
        byte[] signed = value.toByteArray();
        byte[] octets = new byte[length];
        int count = Math.min(signed.length, length);
        System.arraycopy(signed, signed.length - count, octets, length - count, count);
        return octets;
    }
}
