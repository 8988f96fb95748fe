package org.waywiser.wire.xfrm;

/** How an SA wraps packets. RFC 4301 §4.1. */
public enum SaMode {
    TRANSPORT,
    TUNNEL,
    /** Bound End-to-End Tunnel and whatever else Linux has. */
    OTHER;

    static SaMode of(int number) {
        return switch (number) {
            case 0 -> TRANSPORT;
            case 1 -> TUNNEL;
            default -> OTHER;
        };
    }
}
