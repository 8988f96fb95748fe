package org.waywiser.protocol.ike;

import java.util.Arrays;
import org.waywiser.wire.Octets;

/** What a request of the peer gets while this end is doing something itself: a table to be read beside RFC 7296 §2.25. */
final class Collisions {
    private Collisions() {}

    /**
     * Whether the SA made with the first pair of nonces is the one to be closed: the lowest of the four is among them. Octet by octet,
     * and the shorter is the lower. RFC 7296 §2.8.1, §2.8.2.
     */
    static boolean loses(Octets ni, Octets nr, Octets otherNi, Octets otherNr) {
        return Arrays.compareUnsigned(lower(ni, nr), lower(otherNi, otherNr)) < 0;
    }

    private static byte[] lower(Octets ni, Octets nr) {
        byte[] i = ni.toByteArray();
        byte[] r = nr.toByteArray();
        return Arrays.compareUnsigned(i, r) < 0 ? i : r;
    }

    /** What this end is doing with an IKE SA: its request has no response yet, or the SA waits for its end. */
    enum Doing {
        NOTHING,
        CREATING_CHILD,
        REKEYING_CHILD,
        CLOSING_CHILD,
        REKEYING_IKE,
        CLOSING_IKE,
        /** Rekeyed by the peer, which has to close it; or not yet known to be the successor that stays. */
        HANDING_OVER
    }

    /** What the peer asks. */
    enum Asked {
        CREATE_CHILD,
        REKEY_CHILD,
        REKEY_IKE
    }

    /** Whether TEMPORARY_FAILURE is all the answer there is. Deletes and liveness checks are always answered as usual. */
    static boolean temporaryFailure(Asked asked, Doing doing) {
        return switch (asked) {
            // RFC 7296 §2.25.2: nothing new under an IKE SA that is on its way out
            case CREATE_CHILD, REKEY_CHILD ->
                switch (doing) {
                    case NOTHING, CREATING_CHILD, REKEYING_CHILD, CLOSING_CHILD -> false;
                    case REKEYING_IKE, CLOSING_IKE, HANDING_OVER -> true;
                };
            // RFC 7296 §2.25.1; §2.25.2: both at once is settled by the nonces, §2.8.2
            case REKEY_IKE ->
                switch (doing) {
                    case NOTHING, REKEYING_IKE -> false;
                    case CREATING_CHILD, REKEYING_CHILD, CLOSING_CHILD, CLOSING_IKE, HANDING_OVER -> true;
                };
        };
    }
}
