package org.waywiser.wire.probe;

/**
 * The two layouts of test packets, lengths in octets. Authenticated and encrypted mode share one. RFC 4656 §4.1.2 for the sender's packet, RFC 5357 §4.2.1 for the reflected one.
 */
public enum PacketFormat {
    /** Unauthenticated mode. */
    OPEN(14, 41),

    /** Authenticated and encrypted mode. The reflected packet is 112 octets, not 104: RFC 5357 erratum 5045. */
    SECURE(48, 112);

    /** Octets of an HMAC, which ends the fixed part of a secure packet. */
    private static final int HMAC_LENGTH = 16;

    private final int senderLength;
    private final int reflectedLength;

    PacketFormat(int senderLength, int reflectedLength) {
        this.senderLength = senderLength;
        this.reflectedLength = reflectedLength;
    }

    /** The shortest packet of a Session-Sender, where its padding starts: 14 or 48. */
    public int senderLength() {
        return senderLength;
    }

    /** The shortest packet of a Session-Reflector, where its padding starts: 41 or 112. */
    public int reflectedLength() {
        return reflectedLength;
    }

    /** Padding with which a sender's packet is as long as the shortest reflected one: 27 or 64. */
    public int symmetricPadding() {
        return reflectedLength - senderLength;
    }

    /** Where the HMAC of a sender's packet lies; only in {@link #SECURE}. */
    public int senderHmac() {
        return hmac(senderLength);
    }

    /** Where the HMAC of a reflected packet lies; only in {@link #SECURE}. */
    public int reflectedHmac() {
        return hmac(reflectedLength);
    }

    private int hmac(int length) {
        if (this == OPEN) throw new IllegalStateException("no HMAC in unauthenticated mode");
        return length - HMAC_LENGTH;
    }
}
