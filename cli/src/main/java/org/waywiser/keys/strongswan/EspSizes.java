package org.waywiser.keys.strongswan;

import java.util.Optional;
import org.waywiser.protocol.path.Cipher;

/** Names of algorithms as the kernel has them, and how many octets they add, by their numbers. RFC 7296 §3.3.2. */
final class EspSizes {
    private EspSizes() {}

    static Cipher cipher(IpsecAlgorithms algorithms) {
        int bits = algorithms.keyBits();
        return switch (algorithms.encryption()) {
            case 3 -> new Cipher("cbc(des3_ede)", 192, true, 8, 8, 0); // RFC 2451 §2
            case 11 -> new Cipher("ecb(cipher_null)", 0, false, 0, 1, 0); // RFC 2410 §3
            case 12 -> new Cipher("cbc(aes)", bits, true, 16, 16, 0); // RFC 3602 §2
            case 23 -> new Cipher("cbc(camellia)", bits, true, 16, 16, 0); // RFC 5529 §2
            case 13 -> new Cipher("rfc3686(ctr(aes))", bits, true, 8, 1, 0); // RFC 3686 §3.1
            case 14, 15, 16 -> new Cipher("rfc4309(ccm(aes))", bits, true, 8, 1, 4 * (algorithms.encryption() - 12));
            case 18, 19, 20 -> new Cipher("rfc4106(gcm(aes))", bits, true, 8, 1, 4 * (algorithms.encryption() - 16));
            case 21 -> new Cipher("rfc4543(gcm(aes))", bits, false, 8, 1, 16); // RFC 4543 §3.2
            case 28 -> new Cipher("rfc7539esp(chacha20,poly1305)", 256, true, 8, 1, 16); // RFC 7634 §2
            default -> new Cipher("ENCR " + algorithms.encryption(), bits, true, Cipher.UNKNOWN, Cipher.UNKNOWN, 0);
        };
    }

    /** Empty where the encryption authenticates by itself. */
    static Optional<String> integrity(IpsecAlgorithms algorithms) {
        return switch (algorithms.integrity()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of("hmac(md5)");
            case 2 -> Optional.of("hmac(sha1)");
            case 5 -> Optional.of("xcbc(aes)");
            case 8 -> Optional.of("cmac(aes)");
            case 12 -> Optional.of("hmac(sha256)");
            case 13 -> Optional.of("hmac(sha384)");
            case 14 -> Optional.of("hmac(sha512)");
            default -> Optional.of("AUTH " + algorithms.integrity());
        };
    }

    /** RFC 4868 §2.6 for SHA2; 96 bits of all others. */
    static int checkOctets(IpsecAlgorithms algorithms) {
        return switch (algorithms.integrity()) {
            case 0 -> 0;
            case 12 -> 16;
            case 13 -> 24;
            case 14 -> 32;
            default -> 12;
        };
    }
}
