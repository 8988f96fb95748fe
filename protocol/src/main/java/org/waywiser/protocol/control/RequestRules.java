package org.waywiser.protocol.control;

import org.waywiser.protocol.probe.ProbeFeatures;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.wire.UdpPayload;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.RequestTwSession;

/** What a Request-TW-Session must hold to be served at all. RFC 5357 §3.5, RFC 6038 §4.2. */
final class RequestRules {
    private RequestRules() {}

    static Accept judge(RequestTwSession request, Modes mode) {
        boolean shaped = (request.ipVersion() == 4 || request.ipVersion() == 6)
                && request.confSender() == 0
                && request.confReceiver() == 0
                && request.scheduleSlots() == 0
                && request.packets() == 0
                && request.senderPort() != 0
                && request.typeP().isDscp();
        boolean possible = fits(request.paddingLength(), mode) && reflectable(request, mode);
        return shaped && possible ? Accept.OK : Accept.NOT_SUPPORTED;
    }

    /** Whether a sender's packet with that padding is a UDP datagram at all. */
    static boolean fits(long paddingLength, Modes mode) {
        int fields = ProbeFeatures.of(mode, 0, 0).layout(ProbeMode.of(mode)).senderLength();
        return fields + paddingLength <= UdpPayload.LONGEST;
    }

    /** RFC 6038 §4.3: Accept is 3 where padding does not suffice for replies as long as packets, with all that is to be reflected in them. */
    private static boolean reflectable(RequestTwSession request, Modes mode) {
        var features = ProbeFeatures.of(mode, request.reflectedPadding(), 0);
        if (!features.symmetricalSize() && !mode.contains(Modes.REFLECT_OCTETS)) return true;
        // RFC 6038 §4.2: more padding than is to be reflected.
        boolean more = features.reflectedPadding() == 0 || request.paddingLength() > features.reflectedPadding();
        return more && request.paddingLength() >= features.leastPadding(ProbeMode.of(mode));
    }
}
