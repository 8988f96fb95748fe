package org.waywiser.protocol.control;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.OwampStopSessions.Description;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.SkipRange;
import org.waywiser.wire.control.Slot;

/** What Request-Session and Stop-Sessions must hold to be obeyed. RFC 4656 §3.5, §3.8. */
final class OneWayRules {
    /** Slots of a schedule that is read: 256 KiB. */
    static final int MOST_SLOTS = 16_384;

    private OneWayRules() {}

    static Accept judge(RequestSession request, Modes mode) {
        boolean shaped = (request.ipVersion() == 4 || request.ipVersion() == 6)
                && (request.confSender() || request.confReceiver())
                && request.packets() > 0
                && !request.slots().isEmpty()
                && request.slots().stream().allMatch(Slot::known)
                // RFC 4656 §3.5: only who sends has to know the Type-P.
                && (!request.confSender() || request.typeP().isDscp());
        return shaped && RequestRules.fits(request.paddingLength(), mode) ? Accept.OK : Accept.NOT_SUPPORTED;
    }

    /** Whether a Stop-Sessions accounts for exactly the sessions that its side sends, with skip ranges in order. */
    static boolean accountsFor(List<Description> sent, Set<Sid> sessions) {
        var described = new HashSet<Sid>();
        for (var description : sent) {
            if (!described.add(description.sid()) || !SkipRange.inOrder(description.skipped())) return false;
        }
        return described.equals(sessions);
    }
}
