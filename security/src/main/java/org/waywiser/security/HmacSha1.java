package org.waywiser.security;

import java.security.DigestException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * HMAC-SHA1 truncated to 16 octets, the only integrity check of O/TWAMP. RFC 4656 §3.2, RFC 2104.
 *
 * <p>The digests of both padded keys are computed once and cloned for each message, which saves two of four
 * compressions on a short one. Not for use by several threads at once.
 */
public final class HmacSha1 {
    /** Octets of a truncated HMAC. */
    public static final int LENGTH = 16;

    private static final int DIGEST = 20;
    private static final int HASHED_BLOCK = 64;

    private final MessageDigest inner;
    private final MessageDigest outer;
    private final byte[] digest = new byte[DIGEST];
    private MessageDigest message;

    /** @param key any length */
    public HmacSha1(Secret key) {
        byte[] padded = key.toByteArray();
        try {
            inner = MessageDigest.getInstance("SHA-1");
            outer = MessageDigest.getInstance("SHA-1");
            byte[] shortened = padded.length > HASHED_BLOCK ? inner.digest(padded) : padded;
            byte[] block = Arrays.copyOf(shortened, HASHED_BLOCK);
            xor(block, 0x36);
            inner.update(block);
            xor(block, 0x36 ^ 0x5c);
            outer.update(block);
            message = copy(inner);
            Arrays.fill(block, (byte) 0);
            Arrays.fill(shortened, (byte) 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } finally {
            Arrays.fill(padded, (byte) 0);
        }
    }

    /** Adds octets to the message under way. */
    public void update(byte[] octets, int from, int length) {
        message.update(octets, from, length);
    }

    /** Ends the message, writes its 16 octets, and starts the next message. */
    public void finish(byte[] target, int at) {
        end();
        System.arraycopy(digest, 0, target, at, LENGTH);
    }

    /** Ends the message, compares in constant time, and starts the next message. */
    public boolean matches(byte[] octets, int at) {
        end();
        int difference = 0;
        for (int i = 0; i < LENGTH; i++) difference |= digest[i] ^ octets[at + i];
        return difference == 0;
    }

    private void end() {
        try {
            message.digest(digest, 0, DIGEST);
            var last = copy(outer);
            last.update(digest);
            last.digest(digest, 0, DIGEST);
            message = copy(inner);
        } catch (DigestException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void xor(byte[] octets, int with) {
        for (int i = 0; i < octets.length; i++) octets[i] ^= (byte) with;
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }
}
