package org.waywiser.protocol.control;

import org.waywiser.wire.control.Modes;

/** Which Mode a Set-Up-Response may choose. RFC 4656 §3.1, RFC 7717 §5.2–5.3, draft-ietf-ippm-ipsec-01 §4.2. */
final class ModeRules {
    enum Verdict {
        /** No security bit: the client does not continue. */
        UNWILLING,
        NOT_OFFERED,
        CLEAR,
        /** By a passphrase, or by an IKE SA that the KeyID names. */
        KEYED,
        /** By the SA that the greeting named. */
        BOUND
    }

    private ModeRules() {}

    static Verdict judge(Profile profile, Modes chosen, Modes offered) {
        return profile == Profile.RFC7717 ? judge(chosen, offered) : judgeDraft(profile, chosen, offered);
    }

    private static Verdict judge(Modes chosen, Modes offered) {
        Modes security = chosen.security();
        if (security.isNone()) return Verdict.UNWILLING;
        if (!security.single() || !offered.contains(chosen)) return Verdict.NOT_OFFERED;
        boolean derived = chosen.contains(Modes.IKEV2_DERIVED);
        if (!security.equals(Modes.UNAUTHENTICATED)) return Verdict.KEYED;
        return derived ? Verdict.NOT_OFFERED : Verdict.CLEAR;
    }

    /** Without the bit of the drafts it is a classic client, whom the alternatives do not know. draft-ietf-ippm-ipsec-01 §4.2. */
    private static Verdict judgeDraft(Profile profile, Modes chosen, Modes offered) {
        if (chosen.security().isNone()) return Verdict.UNWILLING;
        Modes security = chosen.security().without(Modes.IPSEC);
        if (!security.single() || !offered.contains(security)) return Verdict.NOT_OFFERED;
        boolean clear = security.equals(Modes.UNAUTHENTICATED);
        if (chosen.contains(Modes.IPSEC)) {
            return clear || !offered.contains(Modes.IPSEC) ? Verdict.NOT_OFFERED : Verdict.BOUND;
        }
        if (profile.isAlternative()) return Verdict.NOT_OFFERED;
        return clear ? Verdict.CLEAR : Verdict.KEYED;
    }
}
