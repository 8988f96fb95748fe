package org.waywiser.protocol.control;

import java.util.List;
import org.waywiser.wire.control.Modes;

/** Which Mode a Control-Client chooses of those offered. RFC 4656 §3.1, RFC 7717 §5.2. */
public sealed interface ModeChoice {
    /** Unauthenticated. */
    record Open() implements ModeChoice {}

    /**
     * With the secret of an IKE SA.
     *
     * @param mode one security mode and IKEv2Derived
     */
    record Derived(Modes mode) implements ModeChoice {}

    /** With a passphrase. */
    record Keyed(Modes mode) implements ModeChoice {}

    /** No mode will do. */
    record Nothing() implements ModeChoice {}

    /**
     * Takes the first mode of the preference that is offered and for which there is a key; an IKE SA goes before a passphrase,
     * as RFC 7717 §5.3 asks of a client that sees the bit.
     *
     * @param preference unauthenticated, authenticated and encrypted, in the order wanted
     * @param ike whether a secret of an IKE SA may be used
     * @param passphrase whether a passphrase is at hand
     */
    static ModeChoice choose(Modes offered, List<Modes> preference, boolean ike, boolean passphrase) {
        boolean derived = ike && offered.contains(Modes.IKEV2_DERIVED);
        for (Modes mode : preference) {
            if (!offered.contains(mode)) continue;
            if (mode.equals(Modes.UNAUTHENTICATED)) return new Open();
            if (derived) return new Derived(mode.or(Modes.IKEV2_DERIVED));
            if (passphrase) return new Keyed(mode);
        }
        return new Nothing();
    }
}
