package org.waywiser.protocol.stamp;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.waywiser.security.HmacSha256;
import org.waywiser.wire.UdpPayload;
import org.waywiser.wire.stamp.StampFormat;
import org.waywiser.wire.stamp.Tlv;

/**
 * What a STAMP Session-Sender is told about its session.
 *
 * @param format of the packets
 * @param outgoing made of the key of its packets; in unauthenticated mode it protects the TLVs alone, null for none
 * @param incoming made of the key of replies, which may be the same; null where {@code outgoing} is
 * @param ssid 1 to 65535, or 0 for none. RFC 8972 §3
 * @param light whether packets are those of TWAMP Light: 14 octets and padding. RFC 8762 §4.6
 * @param padding octets behind the packet of TWAMP Light, 0 to 65,493; else 0, as an Extra Padding TLV takes its place
 * @param zeroPadding padding of zeros instead of pseudo-random octets
 * @param tlvs that packets ask for
 * @param access an Access Report to be sent too, null for none
 */
public record StampSenderConfig(
        StampFormat format,
        @Nullable HmacSha256 outgoing,
        @Nullable HmacSha256 incoming,
        int ssid,
        boolean light,
        int padding,
        boolean zeroPadding,
        List<Tlv> tlvs,
        @Nullable AccessReporting access) {
    /** Octets of a packet of TWAMP Light without padding. RFC 5357 §4.1.2 */
    public static final int LIGHT_LENGTH = 14;

    /** Padding with which a reply of TWAMP Light is as long as its packet. */
    public static final int LIGHT_SYMMETRY = 27;

    /** Without an Access Report. */
    public StampSenderConfig(
            StampFormat format,
            @Nullable HmacSha256 outgoing,
            @Nullable HmacSha256 incoming,
            int ssid,
            boolean light,
            int padding,
            boolean zeroPadding,
            List<Tlv> tlvs) {
        this(format, outgoing, incoming, ssid, light, padding, zeroPadding, tlvs, null);
    }

    public StampSenderConfig {
        tlvs = List.copyOf(tlvs);
        if ((incoming == null) != (outgoing == null)) throw new IllegalArgumentException("one key without the other");
        boolean keyed = format == StampFormat.AUTHENTICATED;
        if (keyed && outgoing == null) throw new IllegalArgumentException("no key");
        if (ssid < 0 || ssid > 0xffff) throw new IllegalArgumentException("SSID " + ssid);
        if (light && (keyed || ssid != 0 || !tlvs.isEmpty() || access != null))
            throw new IllegalArgumentException("not of TWAMP Light");
        if (padding < 0 || padding > UdpPayload.LONGEST - LIGHT_LENGTH || !light && padding != 0) {
            throw new IllegalArgumentException("padding of " + padding + " octets");
        }
    }
}
