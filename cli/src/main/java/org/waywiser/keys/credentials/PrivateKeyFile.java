package org.waywiser.keys.credentials;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Private keys as openssl and strongSwan's pki write them, in PEM or DER: PKCS#8 of any kind that signs, and the older forms for RSA and
 * EC alone. RFC 5958, RFC 8017 appendix A.1.2, RFC 5915.
 */
final class PrivateKeyFile {
    private static final int MAX_OCTETS = 1 << 20;
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "RSASSA-PSS", "EdDSA");
    private static final byte[] RSA = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");
    private static final byte[] P256 = HexFormat.of().parseHex("020100301306072a8648ce3d020106082a8648ce3d030107");
    private static final byte[] P384 = HexFormat.of().parseHex("020100301006072a8648ce3d020106052b81040022");
    private static final byte[] P521 = HexFormat.of().parseHex("020100301006072a8648ce3d020106052b81040023");

    private PrivateKeyFile() {}

    /** The first private key of a file; warns if other users can read it too. */
    static PrivateKey read(Path file) throws UnusableCredentials {
        SecretFiles.warnIfReadableByOthers(file);
        byte[] octets = SecretFiles.read(file, MAX_OCTETS);
        Optional<PemBlock> pem = PemBlock.in(octets).stream()
                .filter(b -> b.label().endsWith("PRIVATE KEY"))
                .findFirst();
        if (pem.isPresent() && pem.get().encrypted()) {
            throw new UnusableCredentials(file + " is encrypted; write it out plain: openssl pkey -in FILE -out FILE");
        }
        boolean der = octets.length > 0 && octets[0] == 0x30;
        if (pem.isEmpty() && !der) throw new UnusableCredentials(file + " holds no private key");
        byte[] key = pem.isPresent() ? pem.get().der(file) : octets;
        try {
            return decode(key)
                    .orElseThrow(() -> new UnusableCredentials(
                            file + " holds no private key for RSA, EC on P-256, P-384 or P-521, Ed25519 or Ed448"));
        } finally {
            Arrays.fill(key, (byte) 0);
            Arrays.fill(octets, (byte) 0);
        }
    }

    /** As PKCS#8, else wrapped into it: each form fits one algorithm only. */
    private static Optional<PrivateKey> decode(byte[] der) {
        return ofAnyAlgorithm(der)
                .or(() -> ofAnyAlgorithmOnce(wrapped(RSA, der)))
                .or(() -> ofAnyAlgorithmOnce(wrapped(curveOf(der), der)));
    }

    private static Optional<PrivateKey> ofAnyAlgorithmOnce(byte[] pkcs8) {
        Optional<PrivateKey> key = ofAnyAlgorithm(pkcs8);
        Arrays.fill(pkcs8, (byte) 0);
        return key;
    }

    private static Optional<PrivateKey> ofAnyAlgorithm(byte[] pkcs8) {
        return ALGORITHMS.stream().flatMap(a -> decode(a, pkcs8).stream()).findFirst();
    }

    private static Optional<PrivateKey> decode(String algorithm, byte[] pkcs8) {
        try {
            return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
        } catch (GeneralSecurityException e) {
            return Optional.empty(); // of another algorithm, or no key; the cause may quote it
        }
    }

    /** RFC 5915 §3: the key is as long as the order of its curve; version 1 and its OCTET STRING come first. */
    private static byte[] curveOf(byte[] sec1) {
        int start = sec1.length > 1 && sec1[1] == (byte) 0x81 ? 3 : 2;
        return switch (sec1.length > start + 4 ? sec1[start + 4] : 0) {
            case 48 -> P384;
            case 66 -> P521;
            default -> P256;
        };
    }

    /** RFC 5958 §2: version and algorithm, then the key as an OCTET STRING. */
    private static byte[] wrapped(byte[] algorithm, byte[] key) {
        return tlv(0x30, concat(algorithm, tlv(0x04, key)));
    }

    private static byte[] tlv(int tag, byte[] value) {
        byte[] head = value.length < 0x80
                ? new byte[] {(byte) tag, (byte) value.length}
                : new byte[] {(byte) tag, (byte) 0x82, (byte) (value.length >>> 8), (byte) value.length};
        return concat(head, value);
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
