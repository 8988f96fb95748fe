package org.waywiser.node;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Where keys may be used that connections and sessions share: the drafts trust the tunnel with what such keys cannot do, to tell what is
 * replayed or sent back. draft-ietf-ippm-ipsec-01 §4.3.
 *
 * @param allowUnprotected for a laboratory: outside a tunnel as well, with a warning
 */
public record SharedKeyRule(ProtectedPath path, boolean allowUnprotected) {
    /** Nothing can tell, so nothing is allowed. */
    public static final SharedKeyRule STRICT = new SharedKeyRule(ProtectedPath.UNKNOWN, false);

    /** What speaks against the path; nothing does where keys are not shared. */
    Optional<String> objection(BindingPlan plan, InetAddress local, InetAddress peer) {
        return plan.sharesKeys() ? path.objection(local, peer) : Optional.empty();
    }

    static String warning(BindingPlan plan, String objection) {
        return "UNPROTECTED: " + plan.profile() + " shares keys between sessions, which is safe inside IPsec only, and "
                + objection;
    }
}
