package org.waywiser.node;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.stamp.AccessReporting;
import org.waywiser.security.Secret;
import org.waywiser.wire.stamp.Tlv;

/**
 * What is particular to a measurement by STAMP. RFC 8762, RFC 8972.
 *
 * @param light whether to send packets of TWAMP Light
 * @param ssid of the session, 0 for none, {@link #ANY_SSID} for a random one
 * @param needsSsid whether to stop when the reflector leaves it out. RFC 8972 §3
 * @param tlvs to ask for, but for padding
 * @param access an Access Report to be sent, null for none
 * @param key of packets both ways, null for none; stays the caller's
 */
public record StampPlan(
        boolean light,
        int ssid,
        boolean needsSsid,
        List<Tlv> tlvs,
        @Nullable AccessReporting access,
        @Nullable Secret key) {
    public static final int ANY_SSID = -1;

    /** Without an Access Report. */
    public StampPlan(boolean light, int ssid, boolean needsSsid, List<Tlv> tlvs, @Nullable Secret key) {
        this(light, ssid, needsSsid, tlvs, null, key);
    }

    public StampPlan {
        tlvs = List.copyOf(tlvs);
    }
}
