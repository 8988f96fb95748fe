package org.waywiser.security;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import org.waywiser.wire.Octets;

/**
 * AES without padding, in one direction under one key, on whole blocks. Not for use by several threads at once.
 * RFC 4656 §3.1, §3.4, §4.1.2.
 */
public final class AesCipher {
    public static final int BLOCK = 16;

    private static final Octets ZERO_IV = Octets.zeros(BLOCK);

    private final Cipher cipher;

    private AesCipher(Cipher cipher) {
        this.cipher = cipher;
    }

    /** Each block by itself. */
    public static AesCipher ecb(boolean encrypt, Secret key) {
        try {
            var cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(encrypt ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE, key.key("AES"));
            return new AesCipher(cipher);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Chained from an IV of zeros. */
    public static AesCipher cbc(boolean encrypt, Secret key) {
        return cbc(encrypt, key, ZERO_IV);
    }

    /** @param iv 16 octets */
    public static AesCipher cbc(boolean encrypt, Secret key, Octets iv) {
        try {
            var cipher = Cipher.getInstance("AES/CBC/NoPadding");
            var spec = new IvParameterSpec(iv.toByteArray());
            cipher.init(encrypt ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE, key.key("AES"), spec);
            return new AesCipher(cipher);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Transforms blocks in place; what comes next is chained to them. */
    public void update(byte[] octets, int from, int length) {
        check(length);
        try {
            cipher.update(octets, from, length, octets, from);
        } catch (ShortBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Transforms blocks in place; what comes next starts again from the IV. */
    public void finish(byte[] octets, int from, int length) {
        check(length);
        try {
            cipher.doFinal(octets, from, length, octets, from);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** RFC 4656 has keys of 128 bits; those of an SA may be longer. */
    public static void requireKeyLength(Secret key) {
        int octets = key.length();
        if (octets != 16 && octets != 24 && octets != 32) {
            throw new IllegalArgumentException("AES key of " + octets + " octets");
        }
    }

    private static void check(int length) {
        if (length % BLOCK != 0) throw new IllegalArgumentException(length + " octets are no whole blocks");
    }
}
