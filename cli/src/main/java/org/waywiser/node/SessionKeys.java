package org.waywiser.node;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.keys.SaBinding;
import org.waywiser.keys.SaBinding.Claim;
import org.waywiser.keys.SaBinding.Direction;
import org.waywiser.keys.SaBinding.Use;
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
    private static final int SID_ATTEMPTS = 4;

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

    /** Whether other sessions have the same keys. */
    boolean shared() {
        return binding != null && plan.sharesKeys();
    }

    /** The turn of a session with the SA; where keys are not shared there is one for each. */
    Optional<Claim> claim(Direction direction) throws KeysUnavailable {
        return binding != null && plan.sharesKeys() ? binding.claim(direction) : Optional.of(() -> {});
    }

    /** Whether a session may have that SID: it is all that tells keys of sessions apart, where it does. */
    Use use(Sid sid) throws KeysUnavailable {
        boolean once = plan.sharesKeys() || plan.derivation() == Derivation.SESSION_ID;
        return binding != null && once ? binding.use(sid.octets()) : Use.FIRST;
    }

    /** The first of these SIDs that no session with these keys had; empty if too many were used, or each of a few was. */
    Optional<Sid> unused(Supplier<Sid> sids) throws KeysUnavailable {
        for (int attempt = 0; attempt < SID_ATTEMPTS; attempt++) {
            Sid sid = sids.get();
            Use use = use(sid);
            if (use == Use.FIRST) return Optional.of(sid);
            if (use == Use.USED_UP) return Optional.empty();
        }
        return Optional.empty();
    }

    private static ProbeKeys same(ControlKeys control) {
        return new ProbeKeys(control.aes().copy(), control.hmac().copy());
    }
}
