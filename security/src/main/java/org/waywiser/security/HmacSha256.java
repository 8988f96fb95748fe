package org.waywiser.security;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;

/**
 * HMAC-SHA-256 truncated to 16 octets, the integrity check of STAMP. RFC 8762 §4.4, RFC 4868. Not for several threads
 * at once.
 */
public final class HmacSha256 {
    /** Octets of a truncated HMAC. */
    public static final int LENGTH = 16;

    private static final int DIGEST = 32;

    private final Mac mac;
    private final byte[] digest = new byte[DIGEST];

    /** @param key any length but zero */
    public HmacSha256(Secret key) {
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(key.key("HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Adds octets to the message under way. */
    public void update(MemorySegment octets, long from, long length) {
        mac.update(octets.asSlice(from, length).asByteBuffer());
    }

    /** Ends the message, writes its 16 octets, and starts the next message. */
    public void finish(MemorySegment target, long at) {
        end();
        MemorySegment.copy(MemorySegment.ofArray(digest), 0, target, at, LENGTH);
    }

    /** Ends the message, compares in constant time, and starts the next message. */
    public boolean matches(MemorySegment octets, long at) {
        end();
        int difference = 0;
        for (int i = 0; i < LENGTH; i++) {
            difference |= digest[i] ^ octets.get(ValueLayout.JAVA_BYTE, at + i);
        }
        return difference == 0;
    }

    private void end() {
        try {
            mac.doFinal(digest, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
