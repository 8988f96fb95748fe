package org.waywiser.protocol.control;

import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.RequestTwSession;

/** What a Request-TW-Session must hold to be served at all. RFC 5357 §3.5. */
final class RequestRules {
    /** Largest UDP payload over IPv4: 65,535 less 20 for IP and 8 for UDP. */
    private static final int MAX_DATAGRAM = 65_507;

    private RequestRules() {}

    static Accept judge(RequestTwSession request, Modes mode) {
        boolean shaped = (request.ipVersion() == 4 || request.ipVersion() == 6)
                && request.confSender() == 0
                && request.confReceiver() == 0
                && request.scheduleSlots() == 0
                && request.packets() == 0
                && request.senderPort() != 0
                && request.typeP().isDscp();
        return shaped && fits(request.paddingLength(), mode) ? Accept.OK : Accept.NOT_SUPPORTED;
    }

    /** Whether a sender's packet with that padding is a UDP datagram at all. */
    static boolean fits(long paddingLength, Modes mode) {
        return ProbeMode.of(mode).format().senderLength() + paddingLength <= MAX_DATAGRAM;
    }
}
