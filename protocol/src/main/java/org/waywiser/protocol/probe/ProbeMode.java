package org.waywiser.protocol.probe;

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

    public PacketFormat format() {
        return format;
    }

    public boolean keyed() {
        return this != OPEN;
    }
}
