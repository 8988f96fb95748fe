package org.waywiser.net.udp;

import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.stamp.StampReflectorConfig;
import org.waywiser.security.HmacSha256;
import org.waywiser.security.Secret;
import org.waywiser.wire.stamp.StampFormat;

/**
 * Whom the STAMP reflector of a port answers, and how. RFC 8762 §4.3, RFC 8972.
 *
 * @param open whether packets are answered that no key protects
 * @param key of authenticated packets both ways, null for none
 * @param finder of keys of IKE SAs, null for none
 * @param stateful whether replies are numbered by themselves, for each session
 * @param answersShort whether packets below 44 octets are answered with 44, as TWAMP Light may need
 * @param permittedDscp which DSCPs a Class of Service TLV may ask for
 * @param tellsLocation whether a Location TLV is filled in
 */
public record StampService(
        boolean open,
        @Nullable Secret key,
        @Nullable StampKeyFinder finder,
        boolean stateful,
        boolean answersShort,
        IntPredicate permittedDscp,
        boolean tellsLocation) {
    /** For all comers, stateful. */
    public static StampService unprotected() {
        return new StampService(true, null, null, true, false, dscp -> dscp == 0, true);
    }

    /** The same service with keys of IKE SAs. */
    public StampService with(@Nullable StampKeyFinder other) {
        return new StampService(open, key, other, stateful, answersShort, permittedDscp, tellsLocation);
    }

    boolean keyed() {
        return key != null || finder != null;
    }

    StampReflectorConfig unauthenticated(boolean numbered) {
        return config(StampFormat.UNAUTHENTICATED, null, null, numbered);
    }

    StampReflectorConfig authenticated(HmacSha256 incoming, HmacSha256 outgoing, boolean numbered) {
        return config(StampFormat.AUTHENTICATED, incoming, outgoing, numbered);
    }

    private StampReflectorConfig config(
            StampFormat format, @Nullable HmacSha256 incoming, @Nullable HmacSha256 outgoing, boolean numbered) {
        return new StampReflectorConfig(
                format,
                incoming,
                outgoing,
                numbered,
                StampReflectorConfig.ANY_SSID,
                true,
                answersShort,
                permittedDscp,
                tellsLocation);
    }
}
