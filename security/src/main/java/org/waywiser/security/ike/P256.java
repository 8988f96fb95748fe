package org.waywiser.security.ike;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;

/** The curve of group 19. RFC 5903 §3.1. */
final class P256 {
    private static final ECParameterSpec PARAMETERS = parameters();

    private P256() {}

    /** The public key at these coordinates. */
    static PublicKey publicKey(BigInteger x, BigInteger y) throws GeneralSecurityException, InvalidPublicValue {
        if (!contains(x, y)) throw new InvalidPublicValue("not a point of ecp256");
        return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(new ECPoint(x, y), PARAMETERS));
    }

    static ECParameterSpec spec() {
        return PARAMETERS;
    }

    /** RFC 6989 §2.3: y² = x³ + ax + b mod p, both coordinates below p. */
    private static boolean contains(BigInteger x, BigInteger y) {
        var curve = PARAMETERS.getCurve();
        var p = ((ECFieldFp) curve.getField()).getP();
        if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0) return false;
        var right = x.pow(2).add(curve.getA()).multiply(x).add(curve.getB()).mod(p);
        return y.pow(2).mod(p).equals(right);
    }

    private static ECParameterSpec parameters() {
        try {
            var parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("secp256r1", e); // every JDK has it
        }
    }
}
