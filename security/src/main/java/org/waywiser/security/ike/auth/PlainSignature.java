package org.waywiser.security.ike.auth;

import java.security.PublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.AuthMethod;

/** Methods older than RFC 7427, each tied to a kind of key. RFC 7296 §3.8, RFC 4754 §4 and §7. */
@SuppressWarnings("ImmutableEnumChecker") // records and List.of do not change
enum PlainSignature {
    /** The hash is not named: SHA-1 unless both ends know better. RFC 7296 §3.8. */
    RSA(
            AuthMethod.RSA_SIGNATURE,
            KeyType.RSA,
            OptionalInt.empty(),
            List.of(
                    JcaSignature.of("SHA256withRSA"),
                    JcaSignature.of("SHA384withRSA"),
                    JcaSignature.of("SHA512withRSA"))),
    ECDSA_256(AuthMethod.ECDSA_256, KeyType.P256, OptionalInt.of(64), List.of(ecdsa(256))),
    ECDSA_384(AuthMethod.ECDSA_384, KeyType.P384, OptionalInt.of(96), List.of(ecdsa(384))),
    ECDSA_521(AuthMethod.ECDSA_521, KeyType.P521, OptionalInt.of(132), List.of(ecdsa(512)));

    /** RFC 8247 §3.2 forbids it in Digital Signatures; method 1 knows hardly anything else. */
    static final JcaSignature RSA_SHA1 = JcaSignature.of("SHA1withRSA");

    private final AuthMethod method;
    private final KeyType key;
    private final OptionalInt octets;
    private final List<JcaSignature> signatures;

    PlainSignature(AuthMethod method, KeyType key, OptionalInt octets, List<JcaSignature> signatures) {
        this.method = method;
        this.key = key;
        this.octets = octets;
        this.signatures = signatures;
    }

    static Optional<PlainSignature> of(AuthMethod method) {
        return Arrays.stream(values()).filter(p -> p.method.equals(method)).findFirst();
    }

    static Optional<PlainSignature> of(KeyType key) {
        return Arrays.stream(values()).filter(p -> p.key == key).findFirst();
    }

    AuthMethod method() {
        return method;
    }

    KeyType key() {
        return key;
    }

    /** What to sign with. */
    JcaSignature signature() {
        return this == RSA ? RSA_SHA1 : signatures.getFirst();
    }

    /** @param sha1 whether SHA-1 will do for RSA */
    boolean fits(PublicKey publicKey, Octets value, byte[] signedOctets, boolean sha1) {
        if (octets.isPresent() && octets.getAsInt() != value.length()) return false;
        return signatures.stream().anyMatch(s -> s.fits(publicKey, value, signedOctets))
                || (this == RSA && sha1 && RSA_SHA1.fits(publicKey, value, signedOctets));
    }

    /** RFC 4754 §7: r | s, each as long as the order of the curve. */
    private static JcaSignature ecdsa(int bits) {
        return JcaSignature.of("SHA" + bits + "withECDSAinP1363Format");
    }
}
