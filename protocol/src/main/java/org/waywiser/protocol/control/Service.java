package org.waywiser.protocol.control;

import org.waywiser.wire.control.Modes;

/** What a control connection controls: both know the same modes, but not by the same bits. RFC 7718 §3.2, RFC 7717 §5.2. */
enum Service {
    OWAMP,
    TWAMP;

    /** Those of these modes that the service knows in that profile. The drafts have security alone: draft-ietf-ippm-ipsec-01 §4.2. */
    Modes known(Profile profile, Modes modes) {
        if (profile.namesSaInGreeting()) return modes.security();
        return this == TWAMP ? modes : modes.without(Modes.MIXED).without(modes.features());
    }

    /** Modes as a greeting or a Set-Up-Response has them. */
    Modes written(Modes modes) {
        boolean other = this == OWAMP && modes.contains(Modes.IKEV2_DERIVED);
        return other ? modes.without(Modes.IKEV2_DERIVED).or(Modes.OWAMP_IKEV2_DERIVED) : modes;
    }

    /** What those of a greeting or a Set-Up-Response mean. */
    Modes read(Profile profile, Modes modes) {
        if (this == TWAMP) return known(profile, modes);
        boolean derived = modes.contains(Modes.OWAMP_IKEV2_DERIVED);
        return known(profile, derived ? modes.security().or(Modes.IKEV2_DERIVED) : modes.security());
    }
}
