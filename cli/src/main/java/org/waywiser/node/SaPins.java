package org.waywiser.node;

import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.keys.SaBinding;
import org.waywiser.node.BindingRules.OnDelete;

/** Finds the SA that a connection is pinned to from its greeting on. draft-ietf-ippm-ipsec-01 §4.2. */
final class SaPins {
    private static final System.Logger LOG = System.getLogger("org.waywiser.server");

    private final BindingPlan plan;
    private final BindingRules rules;
    private final @Nullable KeySource source;

    SaPins(BindingRules rules, @Nullable KeySource source) {
        this.rules = rules;
        this.plan = rules.plan();
        this.source = source;
    }

    BindingPlan plan() {
        return plan;
    }

    /** Whether sessions end with their SA. */
    boolean stopsOnDelete() {
        return rules.onDelete() == OnDelete.STOP;
    }

    /** The newest usable SA with that peer; the caller closes it. */
    Optional<SaBinding> pin(InetAddress local, InetAddress peer) {
        if (source == null || !mayShareKeys(local, peer)) return Optional.empty();
        try {
            Optional<SaBinding> newest = source.bind(peer, plan.profile(), plan.root());
            // Under keys of the SA itself, what was said before this process began cannot be told from what is
            // replayed.
            if (newest.isEmpty()
                    || !plan.profile().isAlternative()
                    || newest.get().sa().watched()) return newest;
            LOG.log(
                    Level.WARNING,
                    "{0}: {1} is older than the watch over it; it has to be rekeyed first",
                    peer.getHostAddress(),
                    newest.get().sa().name());
            newest.get().close();
        } catch (KeysUnavailable e) {
            LOG.log(Level.ERROR, "no keys for {0}: {1}", peer.getHostAddress(), e.getMessage());
        }
        return Optional.empty();
    }

    /** Where sessions share keys, the path has to be one that makes up for it. */
    boolean mayShareKeys(InetAddress local, InetAddress peer) {
        Optional<String> objection = rules.sharedKeys().objection(plan, local, peer);
        if (objection.isEmpty()) return true;
        boolean allowed = rules.sharedKeys().allowUnprotected();
        String what = SharedKeyRule.warning(plan, objection.get());
        LOG.log(
                Level.WARNING,
                "{0}: {1}; {2}",
                peer.getHostAddress(),
                what,
                allowed ? "served all the same, as --allow-unprotected-alt has it" : "refused");
        return allowed;
    }

    /**
     * Whether a session may do without keys.
     *
     * @param inside whether the client's class wants it inside IPsec; the Server may want that of all
     */
    boolean mayBeOpen(InetAddress local, InetAddress peer, boolean inside) {
        if (!rules.openInside() && !inside) return true;
        Optional<String> objection = rules.sharedKeys().path().objection(local, peer);
        if (objection.isEmpty()) return true;
        LOG.log(
                Level.WARNING,
                "{0}: an open session has to be inside IPsec, and {1}; refused",
                peer.getHostAddress(),
                objection.get());
        return false;
    }

    private boolean hasSuccessor(SaBinding binding) throws KeysUnavailable {
        if (source == null) return false;
        Optional<SaBinding> newest = source.bind(binding.sa().peer(), plan.profile(), plan.root());
        newest.ifPresent(SaBinding::close);
        return newest.isPresent();
    }

    /** Whether another session may be keyed from the SA: it is still there, or another is in its place. */
    boolean mayGoOn(SaBinding binding) {
        try {
            return binding.alive() || hasSuccessor(binding);
        } catch (KeysUnavailable e) {
            LOG.log(Level.ERROR, "{0}: {1}", binding.sa().name(), e.getMessage());
            return false;
        }
    }
}
