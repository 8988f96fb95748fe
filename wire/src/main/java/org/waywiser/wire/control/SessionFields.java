package org.waywiser.wire.control;

import org.waywiser.wire.Octets;

/** Fields that Request-Session and Request-TW-Session share. RFC 4656 §3.5. */
final class SessionFields {
    private SessionFields() {}

    static void check(int ipVersion, int confSender, int confReceiver) {
        if (ipVersion >>> 4 != 0) throw new IllegalArgumentException("IPVN " + ipVersion);
        Shape.u8("Conf-Sender", confSender);
        Shape.u8("Conf-Receiver", confReceiver);
    }

    /** RFC 4656 §3.5: after an IPv4 address 12 octets are zero when sent and ignored when received. */
    static Octets address(int ipVersion, Octets address) {
        if (ipVersion != 4) {
            Shape.length("address", address, 16);
            return address;
        }
        if (address.length() != 4) Shape.length("address", address, 16);
        return address.slice(0, 4).concat(Octets.zeros(12));
    }

    static Octets ip(int ipVersion, Octets address) {
        return ipVersion == 4 ? address.slice(0, 4) : address;
    }
}
