package org.waywiser.security.ike.auth;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.util.Map;
import java.util.Optional;

/** Tells curves apart by their parameters. RFC 5903 §3. */
final class EllipticCurves {
    private static final Map<KeyType, ECParameterSpec> CURVES = Map.of(
            KeyType.P256, named("secp256r1"),
            KeyType.P384, named("secp384r1"),
            KeyType.P521, named("secp521r1"));

    private EllipticCurves() {}

    static Optional<KeyType> keyType(ECParameterSpec curve) {
        return CURVES.entrySet().stream()
                .filter(known -> same(known.getValue(), curve))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static boolean same(ECParameterSpec one, ECParameterSpec other) {
        return one.getCurve().equals(other.getCurve())
                && one.getGenerator().equals(other.getGenerator())
                && one.getOrder().equals(other.getOrder());
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
