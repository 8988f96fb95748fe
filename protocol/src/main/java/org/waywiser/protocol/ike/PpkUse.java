package org.waywiser.protocol.ike;

import java.util.Optional;
import org.waywiser.security.ike.auth.AuthenticationFailed;
import org.waywiser.security.ike.auth.AuthenticationFailed.Reason;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.security.ike.auth.PostQuantumKeys;
import org.waywiser.security.ike.auth.PostQuantumKeys.Ppk;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.Authentication;
import org.waywiser.wire.ike.Identification;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;

/** When a post-quantum pre-shared key enters the keys of an IKE SA. RFC 8784 §3, table 1. */
final class PpkUse {
    private static final int PPK_ID_FIXED = 2;

    private PpkUse() {}

    /** How far the two ends are with it. */
    enum State {
        /** At least one of them did not send USE_PPK. */
        ABSENT,
        /** Both sent USE_PPK. */
        OFFERED,
        /** SK_d, SK_pi and SK_pr hold it; those of successors come from such an SK_d. */
        MIXED
    }

    // ---- initiator

    /** The key to use, if both ends are willing to. */
    static Optional<Ppk> chosen(Negotiated negotiated, IkePolicy policy) {
        return negotiated.ppk() == State.ABSENT
                ? Optional.empty()
                : policy.ppk().map(PpkPolicy::keys).map(PostQuantumKeys::first);
    }

    static boolean mandatory(IkePolicy policy) {
        return policy.ppk().map(PpkPolicy::mandatory).orElse(false);
    }

    /** PPK_IDENTITY with the name of the key. RFC 8784 §5.1. */
    static Notify identity(Ppk ppk) {
        return Notify.of(NotifyType.PPK_IDENTITY, Octets.of((byte) PPK_ID_FIXED).concat(ppk.name()));
    }

    // ---- responder

    /** PPK_IDENTITY without a name: the key is used. */
    static final Notify USED = Notify.of(NotifyType.PPK_IDENTITY);

    /**
     * What the peer has to have proven.
     *
     * @param sa with the key that AUTH was computed under
     * @param auth as of the AUTH payload or of NO_PPK_AUTH
     */
    record Claim(Negotiated sa, Authentication auth) {}

    /**
     * Table 1, row by row.
     *
     * @param claimed who the peer says it is
     * @throws AuthenticationFailed if the table says to abort
     */
    static Claim claimed(IkePolicy policy, Negotiated negotiated, Identification claimed, Protected request)
            throws AuthenticationFailed {
        var auth = request.first(Authentication.class).orElseThrow();
        var shared = policy.ppk().map(PpkPolicy::keys).flatMap(keys -> keys.towards(claimed));
        if (negotiated.ppk() == State.ABSENT) {
            if (shared.isPresent() && mandatory(policy)) throw failed(claimed, "does not use its PPK");
            return new Claim(negotiated, auth);
        }
        var named = request.notification(NotifyType.PPK_IDENTITY).map(Notify::data);
        if (named.isEmpty()) throw failed(claimed, "names no PPK");
        var ppk = named.filter(id -> id.length() > 1 && id.at(0) == PPK_ID_FIXED)
                .flatMap(id -> shared.flatMap(keys -> keys.named(id.slice(1, id.length()))));
        if (ppk.isPresent()) return new Claim(negotiated.mixed(ppk.get().key()), auth);
        var without = request.notification(NotifyType.NO_PPK_AUTH).map(Notify::data);
        if (without.isEmpty() || mandatory(policy)) throw failed(claimed, "names a PPK that it does not share with us");
        return new Claim(negotiated, new Authentication(auth.method(), without.get()));
    }

    private static AuthenticationFailed failed(Identification claimed, String what) {
        return new AuthenticationFailed(Reason.NO_CREDENTIALS, Identities.text(claimed) + " " + what);
    }
}
