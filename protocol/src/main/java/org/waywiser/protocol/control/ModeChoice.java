package org.waywiser.protocol.control;

import java.util.List;
import org.waywiser.wire.control.Modes;

/** Which Mode a Control-Client chooses of those offered. RFC 4656 §3.1, RFC 5618 §3.1, RFC 7717 §5.2. */
public sealed interface ModeChoice {
    /**
     * Unauthenticated.
     *
     * @param features to use besides
     */
    record Open(Modes features) implements ModeChoice {}

    /**
     * With the secret of an IKE SA.
     *
     * @param mode one security mode, IKEv2Derived, and features
     */
    record Derived(Modes mode) implements ModeChoice {}

    /**
     * With a passphrase.
     *
     * @param mode one security mode, and features
     */
    record Keyed(Modes mode) implements ModeChoice {}

    /** No mode will do. */
    record Nothing() implements ModeChoice {}

    /**
     * Takes the first mode of the preference that is offered and for which there is a key; an IKE SA goes before a passphrase,
     * as RFC 7717 §5.3 asks of a client that sees the bit.
     *
     * @param preference security modes, in the order wanted
     * @param wanted features to use where they are offered
     * @param ike whether a secret of an IKE SA may be used
     * @param passphrase whether a passphrase is at hand
     */
    static ModeChoice choose(Modes offered, List<Modes> preference, Modes wanted, boolean ike, boolean passphrase) {
        boolean derived = ike && offered.contains(Modes.IKEV2_DERIVED);
        Modes features = wanted.and(offered);
        for (Modes mode : preference) {
            if (!offered.contains(mode)) continue;
            if (mode.equals(Modes.UNAUTHENTICATED)) return new Open(features);
            if (derived) return new Derived(mode.or(features).or(Modes.IKEV2_DERIVED));
            if (passphrase) return new Keyed(mode.or(features));
        }
        return new Nothing();
    }
}
