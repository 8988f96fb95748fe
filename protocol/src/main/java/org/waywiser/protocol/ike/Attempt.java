package org.waywiser.protocol.ike;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What this end begins an IKE SA for.
 *
 * @param number of the user, if the user wants it
 * @param predecessor to be deleted once the SA stands, if it takes the place of another. RFC 7296 §2.8.3
 * @param last whether it is not begun anew
 */
record Attempt(OptionalLong number, Optional<OpenSa> predecessor, boolean last) {
    static Attempt ofUser(long number) {
        return new Attempt(OptionalLong.of(number), Optional.empty(), false);
    }

    static Attempt inPlaceOf(OpenSa predecessor) {
        return new Attempt(OptionalLong.empty(), Optional.of(predecessor), false);
    }

    Attempt forTheLastTime() {
        return new Attempt(number, predecessor, true);
    }
}
