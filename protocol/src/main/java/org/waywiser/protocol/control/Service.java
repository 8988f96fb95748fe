package org.waywiser.protocol.control;

import org.waywiser.wire.control.Modes;

/** What a control connection controls: both know the same modes, but not by the same bits. RFC 7718 §3.2, RFC 7717 §5.2. */
enum Service {
    OWAMP,
    TWAMP;

    /** Modes as a greeting or a Set-Up-Response has them. */
    Modes written(Modes modes) {
        boolean other = this == OWAMP && modes.contains(Modes.IKEV2_DERIVED);
        return other ? modes.without(Modes.IKEV2_DERIVED).or(Modes.OWAMP_IKEV2_DERIVED) : modes;
    }

    /** What those of a greeting or a Set-Up-Response mean; bits that are TWAMP's alone mean nothing in OWAMP. */
    Modes read(Modes modes) {
        if (this == TWAMP) return modes;
        return modes.contains(Modes.OWAMP_IKEV2_DERIVED) ? modes.security().or(Modes.IKEV2_DERIVED) : modes.security();
    }
}
