package org.waywiser.node;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.waywiser.security.Secret;
import org.waywiser.wire.control.Modes;

/**
 * What a client may key a measurement with.
 *
 * @param modes security modes: the first that the Server offers is taken
 * @param policy towards IKEv2-derived keys
 * @param ike null where no IKE is configured
 * @param binding how connections are bound to SAs
 * @param binder of the profiles of the drafts, null for RFC 7717
 * @param sharedKeys where keys may be used that sessions share
 * @param user KeyID of the passphrase, RFC 4656 §3.1
 * @param passphrase null where there is none; stays the caller's
 * @param maxCount largest PBKDF2 Count to work for, RFC 5357 §6
 */
public record Credentials(
        List<Modes> modes,
        SecurityPolicy policy,
        @Nullable SaFinder ike,
        BindingPlan binding,
        @Nullable SaBinder binder,
        SharedKeyRule sharedKeys,
        String user,
        @Nullable Secret passphrase,
        long maxCount) {
    public Credentials {
        modes = List.copyOf(modes);
        boolean open = modes.contains(Modes.UNAUTHENTICATED);
        if (policy == SecurityPolicy.REQUIRE && (ike == null && binder == null || open)) {
            throw new IllegalArgumentException("to require derived keys takes IKE and leaves no open mode");
        }
        if (binder != null && modes.contains(Modes.MIXED)) {
            throw new IllegalArgumentException("no mixed mode where the greeting names an SA");
        }
        if (binding.profile().namesSaInGreeting() == (binder == null)) {
            throw new IllegalArgumentException("profile and binder do not go together");
        }
    }

    /** With classic modes, and RFC 7717 where there is IKE. */
    public Credentials(
            List<Modes> modes,
            SecurityPolicy policy,
            @Nullable SaFinder ike,
            String user,
            @Nullable Secret passphrase,
            long maxCount) {
        this(modes, policy, ike, BindingPlan.rfc7717(), null, SharedKeyRule.STRICT, user, passphrase, maxCount);
    }

    /** With the SA that the Server names in its greeting, or not at all. */
    public static Credentials bound(
            BindingPlan binding, SaBinder binder, SharedKeyRule sharedKeys, List<Modes> modes, long maxCount) {
        return new Credentials(modes, SecurityPolicy.REQUIRE, null, binding, binder, sharedKeys, "", null, maxCount);
    }

    /** RFC 5357 §6. */
    public static final long DEFAULT_MAX_COUNT = 32_768;

    /** Unauthenticated. */
    public static Credentials none() {
        return new Credentials(List.of(Modes.UNAUTHENTICATED), SecurityPolicy.OFF, null, "", null, DEFAULT_MAX_COUNT);
    }
}
