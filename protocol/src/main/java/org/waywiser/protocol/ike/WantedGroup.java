package org.waywiser.protocol.ike;

import java.util.Optional;
import org.waywiser.security.ike.DhGroup;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;

/** INVALID_KE_PAYLOAD: the group that a key exchange should have been of, by its number in two octets. RFC 7296 §1.2, §1.3. */
final class WantedGroup {
    private WantedGroup() {}

    static Notify notify(DhGroup group) {
        int number = group.number();
        return Notify.of(NotifyType.INVALID_KE_PAYLOAD, Octets.of((byte) (number >>> 8), (byte) number));
    }

    /** The group that such a notify names, if it is one we have; empty for other notifies. */
    static Optional<DhGroup> of(Notify notify) {
        boolean names = notify.notifyType().equals(NotifyType.INVALID_KE_PAYLOAD)
                && notify.data().length() == 2;
        return names ? DhGroup.of(number(notify)) : Optional.empty();
    }

    /** @param notify with two octets */
    static int number(Notify notify) {
        return notify.data().at(0) << 8 | notify.data().at(1);
    }
}
