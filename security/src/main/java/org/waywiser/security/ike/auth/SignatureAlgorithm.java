package org.waywiser.security.ike.auth;

import static org.waywiser.security.ike.auth.KeyType.ED25519;
import static org.waywiser.security.ike.auth.KeyType.ED448;
import static org.waywiser.security.ike.auth.KeyType.P256;
import static org.waywiser.security.ike.auth.KeyType.P384;
import static org.waywiser.security.ike.auth.KeyType.P521;
import static org.waywiser.security.ike.auth.KeyType.RSA;
import static org.waywiser.security.ike.auth.KeyType.RSA_PSS;
import static org.waywiser.security.ike.auth.SignatureHash.IDENTITY;
import static org.waywiser.security.ike.auth.SignatureHash.SHA2_256;
import static org.waywiser.security.ike.auth.SignatureHash.SHA2_384;
import static org.waywiser.security.ike.auth.SignatureHash.SHA2_512;

import java.security.Key;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.waywiser.wire.Octets;

/** The Digital Signatures that we write and read. RFC 7427 appendix A, RFC 8247 §3.2, RFC 8420 appendix A. */
@SuppressWarnings("ImmutableEnumChecker") // records and List.of do not change
enum SignatureAlgorithm {
    PSS_256(SHA2_256, AlgorithmIdentifiers.pss("608648016503040201", 32), JcaSignature.pss(SHA2_256), RSA, RSA_PSS),
    PSS_384(SHA2_384, AlgorithmIdentifiers.pss("608648016503040202", 48), JcaSignature.pss(SHA2_384), RSA, RSA_PSS),
    PSS_512(SHA2_512, AlgorithmIdentifiers.pss("608648016503040203", 64), JcaSignature.pss(SHA2_512), RSA, RSA_PSS),
    PKCS1_256(SHA2_256, AlgorithmIdentifiers.pkcs1("2a864886f70d01010b"), JcaSignature.of("SHA256withRSA"), RSA),
    PKCS1_384(SHA2_384, AlgorithmIdentifiers.pkcs1("2a864886f70d01010c"), JcaSignature.of("SHA384withRSA"), RSA),
    PKCS1_512(SHA2_512, AlgorithmIdentifiers.pkcs1("2a864886f70d01010d"), JcaSignature.of("SHA512withRSA"), RSA),
    ECDSA_256(SHA2_256, AlgorithmIdentifiers.bare("2a8648ce3d040302"), JcaSignature.ecdsa(256), P256, P384, P521),
    ECDSA_384(SHA2_384, AlgorithmIdentifiers.bare("2a8648ce3d040303"), JcaSignature.ecdsa(384), P256, P384, P521),
    ECDSA_512(SHA2_512, AlgorithmIdentifiers.bare("2a8648ce3d040304"), JcaSignature.ecdsa(512), P256, P384, P521),
    EDDSA_25519(IDENTITY, AlgorithmIdentifiers.bare("2b6570"), JcaSignature.of("Ed25519"), ED25519),
    EDDSA_448(IDENTITY, AlgorithmIdentifiers.bare("2b6571"), JcaSignature.of("Ed448"), ED448);

    private final SignatureHash hash;
    private final List<Octets> identifiers;
    private final JcaSignature signature;
    private final Set<KeyType> keys;

    SignatureAlgorithm(SignatureHash hash, List<Octets> identifiers, JcaSignature signature, KeyType... keys) {
        this.hash = hash;
        this.identifiers = identifiers;
        this.signature = signature;
        this.keys = Set.of(keys);
    }

    /** The one that an AlgorithmIdentifier of a peer names. */
    static Optional<SignatureAlgorithm> named(Octets identifier) {
        return Arrays.stream(values())
                .filter(a -> a.identifiers.contains(identifier))
                .findFirst();
    }

    /** Those for a key, best first: of its own strength, for RSA with PSS, which every peer has to know. RFC 8247 §3.2. */
    static List<SignatureAlgorithm> preferred(KeyType type, Key key) {
        return type.hashFor(key).andOthers().stream()
                .flatMap(h -> Arrays.stream(values()).filter(a -> a.hash == h && a.suits(type)))
                .toList();
    }

    private boolean suits(KeyType type) {
        return keys.contains(type == RSA ? RSA_PSS : type);
    }

    /** As strongSwan has it. */
    String spelling() {
        return switch (this) {
            case PSS_256, PSS_384, PSS_512 -> "rsa-pss-sha" + 8 * hash.octets();
            case PKCS1_256, PKCS1_384, PKCS1_512 -> "rsa-sha" + 8 * hash.octets();
            case ECDSA_256, ECDSA_384, ECDSA_512 -> "ecdsa-sha" + 8 * hash.octets();
            case EDDSA_25519 -> "ed25519";
            case EDDSA_448 -> "ed448";
        };
    }

    boolean takes(KeyType type) {
        return keys.contains(type);
    }

    SignatureHash hash() {
        return hash;
    }

    /** DER of the AlgorithmIdentifier that we send. */
    Octets identifier() {
        return identifiers.getFirst();
    }

    JcaSignature signature() {
        return signature;
    }
}
