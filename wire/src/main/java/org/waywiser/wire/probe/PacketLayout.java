package org.waywiser.wire.probe;

/**
 * Where padding starts in the packets of a two-way session, by what its two ends agreed; lengths in octets. RFC 5357 §4, RFC 6038 §5,
 * RFC 7750 §2.2.
 *
 * @param symmetricalSize the sender leaves room for what a reply has more than its packet, so that both are equally long. RFC 6038 §5.1.4
 * @param dscpMonitoring replies tell DSCP and ECN, and are longer for it in open mode. RFC 7750 §2.2.1
 */
public record PacketLayout(PacketFormat format, boolean symmetricalSize, boolean dscpMonitoring) {
    /** Zeros between the fields of the sender and its padding, of RFC 6038 §5.1.4 and RFC 7750 §2.2.2; 64 by erratum 6408. */
    private static final int OPEN_ROOM = 27;

    private static final int OPEN_ROOM_MONITORED = 28;
    private static final int SECURE_ROOM = 64;

    /** S-DSCP-ECN and two octets of zero. RFC 7750 §2.2.1. */
    private static final int MONITORED_TAIL = 3;

    /** That of RFC 5357 alone. */
    public static PacketLayout plain(PacketFormat format) {
        return new PacketLayout(format, false, false);
    }

    /** The shortest packet of a Session-Sender, where its padding starts: 14, 41 or 42; 48 or 112. */
    public int senderLength() {
        return format.senderLength() + (symmetricalSize ? room() : 0);
    }

    private int room() {
        if (format == PacketFormat.SECURE) return SECURE_ROOM;
        return dscpMonitoring ? OPEN_ROOM_MONITORED : OPEN_ROOM;
    }

    /** The shortest packet of a Session-Reflector, where its padding starts: 41 or 44; 112. */
    public int reflectedLength() {
        return format.reflectedLength() + (dscpMonitoring && format == PacketFormat.OPEN ? MONITORED_TAIL : 0);
    }

    /** Padding with which a sender's packet is as long as the shortest reflected one: 27, 30, 0 or 2; 64 or 0. */
    public int symmetricPadding() {
        return reflectedLength() - senderLength();
    }
}
