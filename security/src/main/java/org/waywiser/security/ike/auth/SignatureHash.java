package org.waywiser.security.ike.auth;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.waywiser.wire.Octets;

/** Hashes that we accept in a Digital Signature, each with the AlgorithmIdentifier of its ECDSA. RFC 7427 §3, §4, §7. */
public enum SignatureHash {
    SHA2_256(2, "300a06082a8648ce3d040302", "SHA256withECDSA"),
    SHA2_384(3, "300a06082a8648ce3d040303", "SHA384withECDSA"),
    SHA2_512(4, "300a06082a8648ce3d040304", "SHA512withECDSA");

    private final int number;
    private final String ecdsa;
    private final String algorithm;

    SignatureHash(int number, String ecdsa, String algorithm) {
        this.number = number;
        this.ecdsa = ecdsa;
        this.algorithm = algorithm;
    }

    /** Number in SIGNATURE_HASH_ALGORITHMS. */
    public int number() {
        return number;
    }

    /** What we put into SIGNATURE_HASH_ALGORITHMS, best first for a P-256 key. */
    public static List<Integer> numbers() {
        return Arrays.stream(values()).map(SignatureHash::number).toList();
    }

    /** DER of the AlgorithmIdentifier of ECDSA with this hash; RFC 5758 §3.2: without parameters. */
    Octets ecdsaIdentifier() {
        return Octets.hex(ecdsa);
    }

    /** Name of ECDSA with this hash in the Java Cryptography Architecture. */
    String ecdsaAlgorithm() {
        return algorithm;
    }

    static Optional<SignatureHash> ofEcdsaIdentifier(Octets der) {
        return Arrays.stream(values())
                .filter(h -> h.ecdsaIdentifier().equals(der))
                .findFirst();
    }

    static Optional<SignatureHash> firstOf(Set<Integer> numbers) {
        return Arrays.stream(values()).filter(h -> numbers.contains(h.number)).findFirst();
    }
}
