package org.waywiser.wire.probe;

/**
 * Where the fields of test packets lie; offsets and lengths in octets. Authenticated and encrypted mode share one
 * layout. RFC 4656 §4.1.2 for the sender's packet, RFC 5357 §4.2.1 for the reflected one.
 */
public enum PacketFormat {
    /** Unauthenticated mode. */
    OPEN(new Sender(4, 12, 14), new Reflected(4, 12, 16, 24, 28, 36, 40, 41)),

    /** Authenticated and encrypted mode. The reflected packet is 112 octets, not 104: RFC 5357 erratum 5045. */
    SECURE(new Sender(16, 24, 48), new Reflected(16, 24, 32, 48, 64, 72, 80, 112));

    /** Octets of an HMAC, which ends the fixed part of a secure packet. */
    static final int HMAC_LENGTH = 16;

    /** Offsets after the Sequence Number, which comes first. */
    record Sender(int timestamp, int errorEstimate, int length) {}

    /** Offsets after the Sequence Number, which comes first. */
    record Reflected(
            int timestamp,
            int errorEstimate,
            int receiveTimestamp,
            int senderSequenceNumber,
            int senderTimestamp,
            int senderErrorEstimate,
            int senderTtl,
            int length) {}

    private final Sender sender;
    private final Reflected reflected;

    PacketFormat(Sender sender, Reflected reflected) {
        this.sender = sender;
        this.reflected = reflected;
    }

    Sender sender() {
        return sender;
    }

    Reflected reflected() {
        return reflected;
    }

    /** The shortest packet of a Session-Sender, where its padding starts: 14 or 48. */
    public int senderLength() {
        return sender.length;
    }

    /** The shortest packet of a Session-Reflector, where its padding starts: 41 or 112. */
    public int reflectedLength() {
        return reflected.length;
    }

    /** Padding with which a sender's packet is as long as the shortest reflected one: 27 or 64. */
    public int symmetricPadding() {
        return reflected.length - sender.length;
    }

    /** Where the HMAC of a sender's packet lies; only in {@link #SECURE}. */
    public int senderHmac() {
        return hmac(sender.length);
    }

    /** Where the HMAC of a reflected packet lies; only in {@link #SECURE}. */
    public int reflectedHmac() {
        return hmac(reflected.length);
    }

    private int hmac(int length) {
        if (this == OPEN) throw new IllegalStateException("no HMAC in unauthenticated mode");
        return length - HMAC_LENGTH;
    }
}
