package org.waywiser.keys;

import org.waywiser.wire.control.SaName;

/** How SAs are called in reports and lists. */
final class Spoken {
    private Spoken() {}

    /** IKE, AH or ESP, by the number that RFC 7296 §3.3.1 gives it. */
    static String protocol(int protocol) {
        return switch (protocol) {
            case SaName.IKE -> "IKE";
            case SaName.AH -> "AH";
            default -> "ESP";
        };
    }

    /** 16 lower-case hex digits of an IKE SA, 8 of an AH or ESP SA. */
    static String spi(int protocol, long spi) {
        return protocol == SaName.IKE ? IkeSecret.spi(spi) : "%08x".formatted(spi);
    }
}
