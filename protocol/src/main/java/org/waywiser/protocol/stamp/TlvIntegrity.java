package org.waywiser.protocol.stamp;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.waywiser.security.HmacSha256;
import org.waywiser.wire.stamp.TlvCursor;
import org.waywiser.wire.stamp.TlvType;

/** The HMAC TLV: over the Sequence Number and all TLVs before it. RFC 8972 §4.8. */
final class TlvIntegrity {
    /** Octets of the Sequence Number, with which every packet begins. */
    private static final int SEQUENCE_LENGTH = 4;

    private final TlvCursor tlvs = new TlvCursor();

    /**
     * Whether TLVs may be used: the HMAC TLV verifies, or there is none and none is needed.
     *
     * @param from where the TLVs start
     * @param to where the packet ends
     * @param hmac null if there is no key
     */
    boolean holds(MemorySegment packet, int from, int to, @Nullable HmacSha256 hmac) {
        tlvs.wrap(packet, from, to);
        int hmacAt = -1;
        boolean misplaced = false;
        boolean onlyPadding = true;
        while (tlvs.next()) {
            int type = tlvs.type();
            if (type == TlvType.EXTRA_PADDING) continue;
            if (hmacAt >= 0) misplaced = true;
            else if (type == TlvType.HMAC) hmacAt = tlvs.at();
            onlyPadding = false;
            if (type == TlvType.HMAC && !TlvType.allows(type, tlvs.length())) misplaced = true;
        }
        if (hmacAt < 0) return hmac == null || onlyPadding && !tlvs.broken();
        // What cannot be verified must not be used either.
        if (hmac == null || misplaced) return false;
        cover(packet, from, hmacAt, hmac);
        return hmac.matches(packet, hmacAt + TlvCursor.HEADER);
    }

    /** Fills in the value of an HMAC TLV, when all before it is final. */
    static void seal(MemorySegment packet, int from, int hmacAt, HmacSha256 hmac) {
        cover(packet, from, hmacAt, hmac);
        hmac.finish(packet, hmacAt + TlvCursor.HEADER);
    }

    private static void cover(MemorySegment packet, int from, int hmacAt, HmacSha256 hmac) {
        hmac.update(packet, 0, SEQUENCE_LENGTH);
        hmac.update(packet, from, hmacAt - from);
    }
}
