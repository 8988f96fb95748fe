package org.waywiser.wire.stamp;

/** The two layouts of base packets, the same length in both directions. RFC 8762 §4.2, §4.3. */
public enum StampFormat {
    UNAUTHENTICATED(44),
    AUTHENTICATED(112);

    /** Octets that the HMAC of an authenticated packet covers. RFC 8762 §4.4. */
    public static final int COVERED = 96;

    /** Octets of an HMAC, in a base packet and in its TLV. */
    public static final int HMAC_LENGTH = 16;

    private final int length;

    StampFormat(int length) {
        this.length = length;
    }

    /** Octets of a base packet, where TLVs start. */
    public int length() {
        return length;
    }
}
