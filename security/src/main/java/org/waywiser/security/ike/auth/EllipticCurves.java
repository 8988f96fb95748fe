package org.waywiser.security.ike.auth;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;

/** Tells curves apart by their parameters. RFC 5903 §3. */
final class EllipticCurves {
    private static final ECParameterSpec P256 = named("secp256r1");

    private EllipticCurves() {}

    static boolean isP256(ECParameterSpec curve) {
        return curve.getCurve().equals(P256.getCurve())
                && curve.getGenerator().equals(P256.getGenerator())
                && curve.getOrder().equals(P256.getOrder());
    }

    private static ECParameterSpec named(String name) {
        try {
            var parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(name));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(name + " is part of every JDK", e);
        }
    }
}
