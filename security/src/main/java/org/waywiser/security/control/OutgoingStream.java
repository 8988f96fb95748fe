package org.waywiser.security.control;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.waywiser.security.AesCipher;
import org.waywiser.security.HmacSha1;
import org.waywiser.wire.Octets;

/**
 * One direction of a control connection as its sender sees it: one AES-CBC stream, and HMACs that each cover what went
 * out since the one before. In open mode octets stay as they are and HMACs are zero. RFC 4656 §3.2, §3.4.
 */
public final class OutgoingStream {
    private record Keyed(AesCipher cipher, HmacSha1 hmac) {}

    private final @Nullable Keyed keyed;

    private OutgoingStream(@Nullable Keyed keyed) {
        this.keyed = keyed;
    }

    /** Unauthenticated mode. */
    public static OutgoingStream clear() {
        return new OutgoingStream(null);
    }

    /** @param iv 16 octets: Client-IV for the Control-Client, Server-IV for the Server */
    public static OutgoingStream keyed(ControlKeys keys, Octets iv) {
        return new OutgoingStream(new Keyed(AesCipher.cbc(true, keys.aes(), iv), new HmacSha1(keys.hmac())));
    }

    /**
     * A message, or a part of one that has its own HMAC, ready to be sent.
     *
     * @param body whole blocks without the HMAC
     * @return body and HMAC, 16 octets longer
     */
    public byte[] seal(byte[] body) {
        whole(body);
        byte[] sealed = Arrays.copyOf(body, body.length + HmacSha1.LENGTH);
        if (keyed != null) {
            keyed.hmac.update(body, 0, body.length);
            keyed.hmac.finish(sealed, body.length);
            // RFC 5357 §3.2: the HMAC is encrypted with the rest.
            keyed.cipher.update(sealed, 0, sealed.length);
        }
        return sealed;
    }

    /**
     * Blocks sent without an HMAC of their own, such as the third of Server-Start: the next HMAC covers them too
     * (RFC 5357 §3.2).
     */
    public byte[] cover(byte[] blocks) {
        whole(blocks);
        byte[] covered = blocks.clone();
        if (keyed != null) {
            keyed.hmac.update(blocks, 0, blocks.length);
            keyed.cipher.update(covered, 0, covered.length);
        }
        return covered;
    }

    private static void whole(byte[] octets) {
        if (octets.length % AesCipher.BLOCK != 0) {
            throw new IllegalArgumentException(octets.length + " octets are no whole blocks");
        }
    }
}
