package org.waywiser.protocol.probe;

import org.jspecify.annotations.Nullable;
import org.waywiser.security.probe.ProbeCipher;
import org.waywiser.security.probe.ProbeKeys;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.probe.PacketFormat;

/** How test packets are protected. RFC 5357 §4. */
public enum ProbeMode {
    /** Unauthenticated mode. */
    OPEN(PacketFormat.OPEN),
    /** The sequence number is encrypted and covered by the HMAC; timestamps are in the clear. */
    AUTHENTICATED(PacketFormat.SECURE),
    /** Sequence numbers and timestamps are encrypted and covered by the HMAC. */
    ENCRYPTED(PacketFormat.SECURE);

    private final PacketFormat format;

    ProbeMode(PacketFormat format) {
        this.format = format;
    }

    /** The mode of the test sessions of a control connection in that mode; open in mixed mode. RFC 5357 §4, RFC 5618 §3.1. */
    public static ProbeMode of(Modes control) {
        if (control.contains(Modes.ENCRYPTED)) return ENCRYPTED;
        return control.contains(Modes.AUTHENTICATED) ? AUTHENTICATED : OPEN;
    }

    public PacketFormat format() {
        return format;
    }

    public boolean keyed() {
        return this != OPEN;
    }

    /**
     * What protects the packets of a session.
     *
     * @param keys of the session, wiped here; null where there are none
     * @return for one thread; null in open mode, whether there are keys or not
     */
    public @Nullable ProbeCipher cipher(@Nullable ProbeKeys keys) {
        if (keys == null) return null;
        ProbeCipher cipher = switch (this) {
            case OPEN -> null;
            case AUTHENTICATED -> ProbeCipher.authenticated(keys);
            case ENCRYPTED -> ProbeCipher.encrypted(keys);
        };
        keys.wipe();
        return cipher;
    }
}
