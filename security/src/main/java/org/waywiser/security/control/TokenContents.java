package org.waywiser.security.control;

import java.util.Arrays;
import org.waywiser.security.AesCipher;
import org.waywiser.security.Secret;
import org.waywiser.wire.Octets;

/**
 * What the Token of a Set-Up-Response says once decrypted. RFC 4656 §3.1.
 *
 * @param challenge 16 octets: those of the greeting if the client has the key, else noise
 * @param aes 16 octets, AES Session-key
 * @param hmac 32 octets, HMAC Session-key
 */
public record TokenContents(Octets challenge, Secret aes, Secret hmac) {
    /** Octets of a Token, encrypted or not. */
    public static final int LENGTH = 64;

    public TokenContents {
        if (challenge.length() != 16 || aes.length() != 16 || hmac.length() != 32) {
            throw new IllegalArgumentException("a Token is 16, 16 and 32 octets");
        }
    }

    /**
     * Encrypts with AES-CBC from an IV of zeros.
     *
     * @param key 16 octets of {@link PasswordKey}
     */
    public Octets seal(Secret key) {
        byte[] token = Arrays.copyOf(challenge.toByteArray(), LENGTH);
        copy(aes, token, 16);
        copy(hmac, token, 32);
        AesCipher.cbc(true, key).finish(token, 0, LENGTH);
        return Octets.of(token);
    }

    /**
     * Decrypts; only comparing the challenge with the one sent tells whether the key was the right one.
     *
     * @param token 64 octets
     */
    public static TokenContents open(Octets token, Secret key) {
        if (token.length() != LENGTH) throw new IllegalArgumentException("Token of " + token.length() + " octets");
        byte[] plain = token.toByteArray();
        AesCipher.cbc(false, key).finish(plain, 0, LENGTH);
        var contents = new TokenContents(
                Octets.of(plain, 0, 16),
                Secret.owning(Arrays.copyOfRange(plain, 16, 32)),
                Secret.owning(Arrays.copyOfRange(plain, 32, 64)));
        Arrays.fill(plain, (byte) 0);
        return contents;
    }

    /** The session keys, sharing their secrets with this. */
    public ControlKeys keys() {
        return new ControlKeys(aes, hmac);
    }

    private static void copy(Secret secret, byte[] target, int at) {
        byte[] octets = secret.toByteArray();
        System.arraycopy(octets, 0, target, at, octets.length);
        Arrays.fill(octets, (byte) 0);
    }
}
