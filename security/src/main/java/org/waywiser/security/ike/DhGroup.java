package org.waywiser.security.ike;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.Transform;
import org.waywiser.wire.ike.TransformType;

/** A Diffie-Hellman group, transform type 4. RFC 8031 §3, RFC 5903 §3, RFC 3526 §3–7. */
public enum DhGroup {
    X25519(31, "x25519", 32, 32),
    X448(32, "x448", 56, 56),
    ECP_256(19, "ecp256", 64, 32),
    ECP_384(20, "ecp384", 96, 48),
    ECP_521(21, "ecp521", 132, 66),
    MODP_2048(14, "modp2048", 256, 256),
    MODP_3072(15, "modp3072", 384, 384),
    MODP_4096(16, "modp4096", 512, 512),
    MODP_6144(17, "modp6144", 768, 768),
    MODP_8192(18, "modp8192", 1024, 1024);

    private final int number;
    private final String keyword;
    private final int publicLength;
    private final int sharedLength;

    DhGroup(int number, String keyword, int publicLength, int sharedLength) {
        this.number = number;
        this.keyword = keyword;
        this.publicLength = publicLength;
        this.sharedLength = sharedLength;
    }

    /** The group with this number, if it is one we have. */
    public static Optional<DhGroup> of(int number) {
        return Arrays.stream(values()).filter(g -> g.number == number).findFirst();
    }

    /** Number in the registry of transform type 4, and in KE payloads. */
    public int number() {
        return number;
    }

    Transform transform() {
        return Transform.of(TransformType.DH, number);
    }

    /** The same groups, that with the number first if it is among them. */
    static List<DhGroup> preferring(int number, List<DhGroup> groups) {
        return groups.stream()
                .sorted(Comparator.comparing(g -> g.number != number))
                .toList();
    }

    /** As proposals spell it, such as {@code x25519}. */
    public String keyword() {
        return keyword;
    }

    /** Octets of a public value in a KE payload. */
    public int publicLength() {
        return publicLength;
    }

    /**
     * Refuses a peer's public value for what can be told without a key pair of one's own: its length, its range, that it is a point of the
     * curve. {@link DhKeyPair#agree} does so as well, and refuses what leads to zero. RFC 6989 §2
     */
    public void check(Octets publicValue) throws InvalidPublicValue {
        switch (this) {
            case X25519, X448 -> Agreement.checkLength(this, publicValue);
            case ECP_256, ECP_384, ECP_521 -> EcpKeyPair.publicKey(this, publicValue);
            case MODP_2048, MODP_3072, MODP_4096, MODP_6144, MODP_8192 -> ModpKeyPair.publicKey(this, publicValue);
        }
    }

    /** Octets of g^ir, leading zeros included. */
    public int sharedLength() {
        return sharedLength;
    }
}
