package org.waywiser.wire;

/** What one UDP datagram holds. RFC 791 §3.1, RFC 768 */
public final class UdpPayload {
    /** Octets of the longest over IPv4: 65,535 less 20 for IP and 8 for UDP. */
    public static final int LONGEST = 65_507;

    private UdpPayload() {}
}
