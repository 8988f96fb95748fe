package org.waywiser.protocol.path;

import java.util.Optional;
import org.waywiser.wire.xfrm.Sa;
import org.waywiser.wire.xfrm.SaAlgorithm;

/**
 * How ESP encrypts, as far as sizes and names go. RFC 4303 §2.
 *
 * @param name as the kernel has it, such as {@code cbc(aes)}
 * @param keyBits without salt
 * @param encrypts not so for null encryption and GMAC
 * @param ivOctets in front of each packet
 * @param blockOctets that the encrypted part is filled up to
 * @param checkOctets of its own check value; 0 if it does not authenticate
 */
public record Cipher(String name, int keyBits, boolean encrypts, int ivOctets, int blockOctets, int checkOctets) {
    /** Octets are not known of algorithms that are not in the table. */
    public static final int UNKNOWN = -1;

    private static final int SALT_BITS = 32;
    private static final int CCM_SALT_BITS = 24;

    /** Of an SA of the kernel; empty for AH. */
    static Optional<Cipher> of(Sa sa) {
        return sa.aead().map(Cipher::authenticating).or(() -> sa.encryption().map(Cipher::plain));
    }

    /** RFC 3602 §2, RFC 2451 §2, RFC 3686 §3.1, RFC 2410 §3. */
    private static Cipher plain(SaAlgorithm algorithm) {
        String name = algorithm.name();
        int keyBits = 8 * algorithm.key().length();
        return switch (name) {
            case "cbc(aes)", "cbc(camellia)", "cbc(serpent)", "cbc(twofish)", "cbc(sm4)" ->
                new Cipher(name, keyBits, true, 16, 16, 0);
            case "cbc(des3_ede)", "cbc(des)", "cbc(blowfish)", "cbc(cast5)" -> new Cipher(name, keyBits, true, 8, 8, 0);
            case "rfc3686(ctr(aes))" -> new Cipher(name, keyBits - SALT_BITS, true, 8, 1, 0);
            case "ecb(cipher_null)" -> new Cipher(name, 0, false, 0, 1, 0);
            default -> new Cipher(name, keyBits, true, UNKNOWN, UNKNOWN, 0);
        };
    }

    /** RFC 4106 §3, RFC 4309 §3, RFC 4543 §3.2, RFC 7634 §2. */
    private static Cipher authenticating(SaAlgorithm algorithm) {
        String name = algorithm.name();
        int check = algorithm.checkBits() / 8;
        int keyBits = 8 * algorithm.key().length() - (name.startsWith("rfc4309") ? CCM_SALT_BITS : SALT_BITS);
        return switch (name) {
            case "rfc4106(gcm(aes))", "rfc4309(ccm(aes))", "rfc7539esp(chacha20,poly1305)" ->
                new Cipher(name, keyBits, true, 8, 1, check);
            case "rfc4543(gcm(aes))" -> new Cipher(name, keyBits, false, 8, 1, check);
            default -> new Cipher(name, keyBits, true, UNKNOWN, UNKNOWN, check);
        };
    }
}
