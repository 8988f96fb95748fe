package org.waywiser.protocol.control;

import org.waywiser.wire.control.Modes;

/** Which Mode a Set-Up-Response may choose. RFC 4656 §3.1, RFC 7717 §5.2–5.3. */
final class ModeRules {
    enum Verdict {
        /** No security bit: the client does not continue. */
        UNWILLING,
        NOT_OFFERED,
        CLEAR,
        KEYED
    }

    private ModeRules() {}

    static Verdict judge(Modes chosen, Modes offered) {
        Modes security = chosen.security();
        if (security.isNone()) return Verdict.UNWILLING;
        if (!security.single() || !offered.contains(security)) return Verdict.NOT_OFFERED;
        boolean derived = chosen.contains(Modes.IKEV2_DERIVED);
        if (derived && !offered.contains(Modes.IKEV2_DERIVED)) return Verdict.NOT_OFFERED;
        if (!security.equals(Modes.UNAUTHENTICATED)) return Verdict.KEYED;
        return derived ? Verdict.NOT_OFFERED : Verdict.CLEAR;
    }
}
