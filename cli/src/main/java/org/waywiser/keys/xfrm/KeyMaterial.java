package org.waywiser.keys.xfrm;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.waywiser.protocol.control.Profile;
import org.waywiser.security.Secret;
import org.waywiser.security.control.ControlKeys;
import org.waywiser.wire.KeyOctets;
import org.waywiser.wire.xfrm.Sa;
import org.waywiser.wire.xfrm.SaAlgorithm;
import org.waywiser.wire.xfrm.SaId;

/** KEYMAT put together from what the kernel got of it, and whether it is fit to key anything. RFC 7296 §2.17. */
final class KeyMaterial {
    private static final String AES_CBC = "cbc(aes)";
    private static final String NO_INTEGRITY = "digest_null";
    private static final int LEAST_HMAC_KEY = 16;

    private KeyMaterial() {}

    /** Why nothing can be keyed from it; empty if something can. */
    static Optional<String> unfit(Sa sa, Profile profile) {
        if (algorithms(sa).map(SaAlgorithm::key).anyMatch(KeyOctets::withheld)) {
            return Optional.of("the kernel withholds the keys of its SAs: it is locked down");
        }
        if (sa.aead().isEmpty() && !authenticates(sa)) {
            return Optional.of("the SA encrypts and does not authenticate: it is no source of keys");
        }
        if (profile == Profile.DRAFT_ALT2 && !hasOwnKeys(sa)) {
            return Optional.of(profile + " takes an ESP SA of AES-CBC with an HMAC, not " + proposal(sa));
        }
        return Optional.empty();
    }

    private static boolean authenticates(Sa sa) {
        return sa.authentication().map(a -> !a.name().equals(NO_INTEGRITY)).orElse(false);
    }

    private static boolean hasOwnKeys(Sa sa) {
        return sa.id().protocol() == SaId.ESP
                && sa.encryption().filter(e -> e.name().equals(AES_CBC)).isPresent()
                && sa.authentication()
                        .filter(a -> a.name().startsWith("hmac(") && a.key().length() >= LEAST_HMAC_KEY)
                        .isPresent();
    }

    /** Keys as they lie in KEYMAT: of each SA encryption with its salt, then integrity. */
    static Secret keymat(Sa towardsResponder, Sa towardsInitiator) {
        byte[] first = keys(towardsResponder);
        byte[] second = keys(towardsInitiator);
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        Arrays.fill(first, (byte) 0);
        Arrays.fill(second, (byte) 0);
        return Secret.owning(all);
    }

    private static byte[] keys(Sa sa) {
        byte[] all = new byte[0];
        for (SaAlgorithm algorithm : algorithms(sa).toList()) {
            byte[] key = algorithm.key().toByteArray();
            byte[] longer = Arrays.copyOf(all, all.length + key.length);
            System.arraycopy(key, 0, longer, all.length, key.length);
            Arrays.fill(key, (byte) 0);
            Arrays.fill(all, (byte) 0);
            all = longer;
        }
        return all;
    }

    /** In the order of KEYMAT. */
    private static Stream<SaAlgorithm> algorithms(Sa sa) {
        return Stream.of(sa.aead(), sa.encryption(), sa.authentication()).flatMap(Optional::stream);
    }

    /** Keys of profile draft-alt2: of the SA that the responder receives on. draft-ietf-ippm-ipsec-01 §4.3.2. */
    static Optional<ControlKeys> own(Sa towardsResponder) {
        if (!hasOwnKeys(towardsResponder)) return Optional.empty();
        return Optional.of(new ControlKeys(
                secret(towardsResponder.encryption().orElseThrow()),
                secret(towardsResponder.authentication().orElseThrow())));
    }

    private static Secret secret(SaAlgorithm algorithm) {
        return Secret.owning(algorithm.key().toByteArray());
    }

    /** Algorithms in strongSwan's spelling where it has one, else in the kernel's. */
    static String proposal(Sa sa) {
        return String.join("-", algorithms(sa).map(KeyMaterial::keyword).toList());
    }

    private static String keyword(SaAlgorithm algorithm) {
        int bits = 8 * algorithm.key().length();
        int salted = bits - 32;
        return switch (algorithm.name()) {
            case AES_CBC -> "aes" + bits;
            case "cbc(des3_ede)" -> "3des";
            case "cbc(camellia)" -> "camellia" + bits;
            case "ecb(cipher_null)" -> "null";
            case "rfc3686(ctr(aes))" -> "aes" + salted + "ctr";
            case "rfc4106(gcm(aes))" -> "aes" + salted + "gcm" + algorithm.checkBits() / 8;
            case "rfc4309(ccm(aes))" -> "aes" + (bits - 24) + "ccm" + algorithm.checkBits() / 8;
            case "rfc4543(gcm(aes))" -> "aes" + salted + "gmac";
            case "rfc7539esp(chacha20,poly1305)" -> "chacha20poly1305";
            case "hmac(sha1)" -> "sha1";
            case "hmac(sha256)" -> algorithm.checkBits() == 96 ? "sha256_96" : "sha256";
            case "hmac(sha384)" -> "sha384";
            case "hmac(sha512)" -> "sha512";
            case "xcbc(aes)" -> "aesxcbc";
            case "cmac(aes)" -> "aescmac";
            default -> algorithm.name();
        };
    }
}
