package org.waywiser.node;

import org.jspecify.annotations.Nullable;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.keys.SaBinding;
import org.waywiser.protocol.control.Profile;
import org.waywiser.security.binding.Derivation;
import org.waywiser.security.control.ControlKeys;
import org.waywiser.security.probe.ProbeKeys;
import org.waywiser.wire.control.Sid;

/**
 * Where the keys of a connection's test sessions come from: a table of profile and derivation. RFC 4656 §4.1.2,
 * draft-ietf-ippm-ipsec-01 §4.1, §4.3.
 *
 * @param binding null for a connection that is bound to no SA: a classic one, or one of RFC 7717
 */
record SessionKeys(BindingPlan plan, @Nullable SaBinding binding) {
    static final SessionKeys CLASSIC = new SessionKeys(BindingPlan.rfc7717(), null);

    /** @param control keys of the connection; null in open mode, and only there */
    @Nullable
    ProbeKeys of(@Nullable ControlKeys control, Sid sid) throws KeysUnavailable {
        if (control == null) return null;
        if (binding == null) return ProbeKeys.of(control, sid);
        boolean ofSid = plan.derivation() == Derivation.SESSION_ID;
        Profile profile = plan.profile();
        return switch (profile) {
            case DRAFT, RFC7717 -> ofSid ? binding.sessionKeys(profile, sid) : ProbeKeys.of(control, sid);
            case DRAFT_ALT1 -> ofSid ? binding.sessionKeys(profile, sid) : same(control);
            case DRAFT_ALT2 -> same(control);
        };
    }

    private static ProbeKeys same(ControlKeys control) {
        return new ProbeKeys(control.aes().copy(), control.hmac().copy());
    }
}
