package org.waywiser.protocol.stamp;

import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.waywiser.security.HmacSha256;
import org.waywiser.wire.stamp.StampFormat;

/**
 * What a STAMP Session-Reflector is told. In stateful mode it is for one session, in stateless mode for any number.
 *
 * @param format of the packets
 * @param incoming made of the key of packets that come; in unauthenticated mode it protects the TLVs alone, null for
 *     none
 * @param outgoing made of the key of replies, which may be the same; null where {@code incoming} is
 * @param stateful whether replies are numbered by themselves. RFC 8762 §4.3.1
 * @param ssid the one that packets must have, or {@link #ANY_SSID}
 * @param extensions whether TLVs are understood; else they are octets to be sent back
 * @param answersShort whether an unauthenticated packet below 44 octets, as TWAMP Light may send, is answered with
 *     44. Otherwise the answer is as long as the packet, and there is none below 41 octets, so that no one is
 *     answered with more than he sent
 * @param permittedDscp which DSCPs a Class of Service TLV may ask for. RFC 8972 §4.4
 * @param tellsLocation whether a Location TLV is filled in. RFC 8972 §4.2.2
 */
public record StampReflectorConfig(
        StampFormat format,
        @Nullable HmacSha256 incoming,
        @Nullable HmacSha256 outgoing,
        boolean stateful,
        int ssid,
        boolean extensions,
        boolean answersShort,
        IntPredicate permittedDscp,
        boolean tellsLocation) {
    public static final int ANY_SSID = -1;

    public StampReflectorConfig {
        if ((incoming == null) != (outgoing == null)) throw new IllegalArgumentException("one key without the other");
        if (format == StampFormat.AUTHENTICATED && incoming == null) throw new IllegalArgumentException("no key");
        if (ssid < ANY_SSID || ssid > 0xffff) throw new IllegalArgumentException("SSID " + ssid);
    }

    /** For all comers: stateless, with TLVs, no larger answers, DSCP 0 alone on request. */
    public static StampReflectorConfig open() {
        return new StampReflectorConfig(
                StampFormat.UNAUTHENTICATED, null, null, false, ANY_SSID, true, false, dscp -> dscp == 0, true);
    }

    /** For one session under its keys: stateful, with TLVs. */
    public static StampReflectorConfig authenticated(HmacSha256 incoming, HmacSha256 outgoing, int ssid) {
        return new StampReflectorConfig(
                StampFormat.AUTHENTICATED, incoming, outgoing, true, ssid, true, false, dscp -> dscp == 0, true);
    }
}
