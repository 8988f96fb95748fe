package org.waywiser.security.control;

import org.jspecify.annotations.Nullable;
import org.waywiser.security.AesCipher;
import org.waywiser.security.HmacSha1;
import org.waywiser.wire.Octets;

/**
 * One direction of a control connection as its receiver sees it; the mirror of {@link OutgoingStream}. Decrypted
 * octets may tell how long a message is, but nothing acts on them before {@link #authentic} has agreed. RFC 4656 §3.2.
 */
public final class IncomingStream {
    private record Keyed(AesCipher cipher, HmacSha1 hmac) {}

    private final @Nullable Keyed keyed;
    private boolean broken;

    private IncomingStream(@Nullable Keyed keyed) {
        this.keyed = keyed;
    }

    /** Unauthenticated mode, where HMAC fields are ignored. */
    public static IncomingStream clear() {
        return new IncomingStream(null);
    }

    /** @param iv 16 octets: Client-IV for the Server, Server-IV for the Control-Client */
    public static IncomingStream keyed(ControlKeys keys, Octets iv) {
        return new IncomingStream(new Keyed(AesCipher.cbc(false, keys.aes(), iv), new HmacSha1(keys.hmac())));
    }

    /**
     * The next octets of the stream, which the next HMAC has to cover.
     *
     * @param octets whole blocks as received, never an HMAC; left unchanged
     * @return as many octets
     */
    public byte[] decrypt(byte[] octets) {
        if (octets.length % AesCipher.BLOCK != 0) {
            throw new IllegalArgumentException(octets.length + " octets are no whole blocks");
        }
        byte[] plain = octets.clone();
        if (keyed != null) {
            keyed.cipher.update(plain, 0, plain.length);
            keyed.hmac.update(plain, 0, plain.length);
        }
        return plain;
    }

    /**
     * Whether the HMAC fits all that was decrypted since the last one. If not, the connection must be dropped
     * (RFC 4656 §6.10), and no later HMAC of this stream is authentic either.
     *
     * @param hmacBlock 16 octets as received
     */
    public boolean authentic(byte[] hmacBlock) {
        if (hmacBlock.length != HmacSha1.LENGTH) throw new IllegalArgumentException("an HMAC is 16 octets");
        if (keyed == null) return true;
        byte[] plain = hmacBlock.clone();
        keyed.cipher.update(plain, 0, plain.length);
        if (!keyed.hmac.matches(plain, 0)) broken = true;
        return !broken;
    }
}
