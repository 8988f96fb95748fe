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

/** The curves of groups 19, 20 and 21. RFC 5903 §3. */
record EcpCurve(ECParameterSpec spec) {
    private static final EcpCurve P256 = named("secp256r1");
    private static final EcpCurve P384 = named("secp384r1");
    private static final EcpCurve P521 = named("secp521r1");

    static EcpCurve of(DhGroup group) {
        return switch (group) {
            case ECP_256 -> P256;
            case ECP_384 -> P384;
            case ECP_521 -> P521;
            default -> throw new IllegalArgumentException(group.keyword());
        };
    }

    /** The public key at these coordinates. */
    PublicKey publicKey(BigInteger x, BigInteger y) throws GeneralSecurityException, InvalidPublicValue {
        if (!contains(x, y)) throw new InvalidPublicValue("not a point of the curve");
        return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(new ECPoint(x, y), spec));
    }

    /** RFC 6989 §2.3: y² = x³ + ax + b mod p, both coordinates below p. */
    private boolean contains(BigInteger x, BigInteger y) {
        var curve = spec.getCurve();
        var p = ((ECFieldFp) curve.getField()).getP();
        if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0) return false;
        var right = x.pow(2).add(curve.getA()).multiply(x).add(curve.getB()).mod(p);
        return y.pow(2).mod(p).equals(right);
    }

    private static EcpCurve named(String name) {
        try {
            var parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(name));
            return new EcpCurve(parameters.getParameterSpec(ECParameterSpec.class));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(name, e); // every JDK has it
        }
    }
}
