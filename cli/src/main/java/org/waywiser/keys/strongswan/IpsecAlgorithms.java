package org.waywiser.keys.strongswan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.waywiser.security.ike.ProposalText;
import org.waywiser.wire.control.SaName;
import org.waywiser.wire.ha.HaField;
import org.waywiser.wire.ha.HaMessage;
import org.waywiser.wire.ike.Transform;
import org.waywiser.wire.ike.TransformType;

/**
 * Algorithms of a pair of AH or ESP SAs by their numbers, whether or not we could use them ourselves. RFC 7296 §3.3.2.
 *
 * @param encryption transform type 1; 0 in AH
 * @param keyBits as negotiated, without salt; 0 where there is only one length
 * @param integrity transform type 3; 0 where the encryption authenticates by itself
 * @param esn transform type 5
 */
record IpsecAlgorithms(int encryption, int keyBits, int integrity, int esn) {
    private static final int NULL = 11;
    private static final int AES_CBC = 12;
    private static final int CHACHA20_POLY1305 = 28;
    /** AES-CCM, AES-GCM, GMAC, Camellia-CCM, ChaCha20-Poly1305. */
    private static final Set<Integer> AUTHENTICATING =
            Set.of(14, 15, 16, 18, 19, 20, 21, 25, 26, 27, CHACHA20_POLY1305);
    /** MD5, SHA1, SHA2. */
    private static final Set<Integer> HMAC = Set.of(1, 2, 12, 13, 14);

    static IpsecAlgorithms of(HaMessage child) {
        return new IpsecAlgorithms(
                child.number(HaField.ENCR).orElse(0),
                child.number(HaField.ENCR_LEN).orElse(0),
                child.number(HaField.INTEG).orElse(0),
                child.number(HaField.ESN).orElse(0));
    }

    /** No attribute says AH: it has no encryption, while ESP without has ENCR_NULL. */
    int protocol() {
        return encryption == 0 ? SaName.AH : SaName.ESP;
    }

    /** Why it is no source of keys; empty if it is. */
    Optional<String> refusal() {
        boolean authenticated = integrity != 0 || AUTHENTICATING.contains(encryption);
        if (!authenticated) return Optional.of("it encrypts without integrity");
        return keymatOctets().isPresent() ? Optional.empty() : Optional.of("the lengths of its keys are not known");
    }

    /** Octets of both directions; empty where an algorithm is not known. */
    OptionalInt keymatOctets() {
        int one = encryptionOctets();
        int other = integrityOctets();
        return one < 0 || other < 0 ? OptionalInt.empty() : OptionalInt.of(2 * (one + other));
    }

    /** Octets of the key of one direction with its salt; negative where they are not known. */
    int encryptionOctets() {
        return switch (encryption) {
            case 0, NULL -> 0;
            case 3 -> 24; // 3DES
            case AES_CBC, 23 -> keyBits / 8; // Camellia-CBC
            case 13, 24 -> keyBits / 8 + 4; // CTR of both. RFC 3686 §5.1, RFC 5529 §3
            case 14, 15, 16, 25, 26, 27 -> keyBits / 8 + 3; // CCM of both. RFC 4309 §7.1
            case 18, 19, 20, 21 -> keyBits / 8 + 4; // GCM, GMAC. RFC 4106 §8.1, RFC 4543 §5
            case CHACHA20_POLY1305 -> 32 + 4; // RFC 7634 §2
            default -> -1;
        };
    }

    /** Octets of the key of one direction; negative where they are not known. */
    int integrityOctets() {
        return switch (integrity) {
            case 0 -> 0;
            case 1, 5, 8 -> 16; // MD5, AES-XCBC, AES-CMAC
            case 2 -> 20;
            case 12 -> 32;
            case 13 -> 48;
            case 14 -> 64;
            default -> -1;
        };
    }

    /** Whether its two keys are those of AES-CBC and of an HMAC, and so fit O/TWAMP itself. */
    boolean isCbcWithHmac() {
        return encryption == AES_CBC && HMAC.contains(integrity);
    }

    /** In strongSwan's spelling, such as {@code aes128-sha256-noesn}. */
    @Override
    public String toString() {
        var transforms = new ArrayList<>(cipher(encryption, keyBits));
        if (integrity != 0) transforms.add(Transform.of(TransformType.INTEG, integrity));
        transforms.add(Transform.of(TransformType.ESN, esn));
        return ProposalText.of(transforms);
    }

    /** The transform, if there is one. */
    static List<Transform> cipher(int encryption, int keyBits) {
        if (encryption == 0) return List.of();
        boolean oneLength = keyBits == 0 || encryption == CHACHA20_POLY1305;
        return List.of(
                oneLength
                        ? Transform.of(TransformType.ENCR, encryption)
                        : Transform.withKeyLength(TransformType.ENCR, encryption, keyBits));
    }
}
