package org.waywiser.security.ike.auth;

import java.util.List;
import java.util.stream.Stream;

/** Hashes that we accept in a Digital Signature. RFC 7427 §4, §7; RFC 8420 §2. */
public enum SignatureHash {
    SHA2_256(2, 32, "SHA-256"),
    SHA2_384(3, 48, "SHA-384"),
    SHA2_512(4, 64, "SHA-512"),
    /** None before the signature: for Ed25519 and Ed448, which take messages of any length. */
    IDENTITY(5, 0, "identity");

    private final int number;
    private final int octets;
    private final String algorithm;

    SignatureHash(int number, int octets, String algorithm) {
        this.number = number;
        this.octets = octets;
        this.algorithm = algorithm;
    }

    /** Number in SIGNATURE_HASH_ALGORITHMS. */
    public int number() {
        return number;
    }

    /** All, for SIGNATURE_HASH_ALGORITHMS. RFC 8420 §3: the identity among them asks for EdDSA. */
    static List<Integer> numbers() {
        return Stream.of(values()).map(SignatureHash::number).toList();
    }

    /** All but the identity: for an end that takes no certificates, and so no EdDSA. */
    static List<Integer> numbersWithoutIdentity() {
        return Stream.of(SHA2_256, SHA2_384, SHA2_512)
                .map(SignatureHash::number)
                .toList();
    }

    /** Length of the hash in octets. */
    int octets() {
        return octets;
    }

    /** Name in the Java Cryptography Architecture. */
    String algorithm() {
        return algorithm;
    }

    /** This one first, then the longer ones, then the shorter ones, each the nearest first. */
    List<SignatureHash> andOthers() {
        return switch (this) {
            case SHA2_256 -> List.of(SHA2_256, SHA2_384, SHA2_512);
            case SHA2_384 -> List.of(SHA2_384, SHA2_512, SHA2_256);
            case SHA2_512 -> List.of(SHA2_512, SHA2_384, SHA2_256);
            case IDENTITY -> List.of(IDENTITY);
        };
    }
}
