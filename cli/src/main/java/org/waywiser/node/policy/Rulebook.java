package org.waywiser.node.policy;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.Modes;

/** The rules of one or more Servers as they are now, and what sessions have of their limits. Any thread. */
public final class Rulebook {
    private volatile ServerRules rules;
    // guarded by this
    private final Map<String, Map<Limit, Long>> used = new HashMap<>();

    public Rulebook(ServerRules rules) {
        this.rules = rules;
    }

    /** Those in force. */
    public ServerRules rules() {
        return rules;
    }

    /** Puts others in force: for requests from now on. What was granted stays, and counts for classes of the same name. */
    public void replace(ServerRules others) {
        rules = others;
    }

    /** Grants a request, or says why not. */
    public Verdict claim(Claimant who, Demand demand) {
        Policy policy = rules.policy();
        LimitClass asked = policy.classOf(who);
        Modes mode = demand.mode().security();
        if (policy.allowed(asked, mode).isNone()) {
            return new Verdict.Refused(
                    Accept.NOT_SUPPORTED, "class " + asked.name() + " has no sessions of mode " + mode);
        }
        List<LimitClass> path = policy.path(asked);
        synchronized (this) {
            for (LimitClass at : path) {
                for (var wanted : demand.amounts().entrySet()) {
                    Verdict.Refused refused = refusal(at, wanted.getKey(), wanted.getValue());
                    if (refused != null) return refused;
                }
            }
            var shared = new EnumMap<Limit, Long>(Limit.class);
            demand.amounts().forEach((limit, amount) -> {
                if (limit.shared()) shared.put(limit, amount);
            });
            var grant = new Grant(this, path.stream().map(LimitClass::name).toList(), shared);
            shared.forEach((limit, amount) -> add(grant, limit, amount));
            return new Verdict.Granted(grant);
        }
    }

    private Verdict.@Nullable Refused refusal(LimitClass at, Limit what, long wanted) {
        OptionalLong limit = at.limit(what);
        if (limit.isEmpty()) return null;
        long most = limit.getAsLong();
        // RFC 4656 §3.3: what would not do on an idle Server either is a permanent limit.
        if (wanted > most) {
            return new Verdict.Refused(
                    Accept.PERMANENT_LIMIT,
                    "class %s allows %d %s, and %d are wanted".formatted(at.name(), most, what.unit(), wanted));
        }
        if (!what.shared()) return null;
        long now = used(at.name(), what);
        if (wanted <= most - now) return null;
        return new Verdict.Refused(
                Accept.TEMPORARY_LIMIT,
                "class %s allows %d %s, of which %d are taken and %d are wanted"
                        .formatted(at.name(), most, what.unit(), now, wanted));
    }

    /** What a class and those in it have now. */
    public synchronized long used(String name, Limit what) {
        return used.getOrDefault(name, Map.of()).getOrDefault(what, 0L);
    }

    synchronized Grant split(Grant grant, Limit what) {
        Long amount = grant.held().remove(what);
        return new Grant(
                this,
                grant.classes(),
                amount == null ? new EnumMap<>(Limit.class) : new EnumMap<>(Map.of(what, amount)));
    }

    synchronized void change(Grant grant, Limit what, long amount) {
        Long before = grant.held().put(what, amount);
        add(grant, what, amount - (before == null ? 0 : before));
    }

    synchronized void release(Grant grant) {
        grant.held().forEach((limit, amount) -> add(grant, limit, -amount));
        grant.held().clear();
    }

    private void add(Grant grant, Limit what, long amount) {
        for (String name : grant.classes()) {
            Map<Limit, Long> ofClass = used.computeIfAbsent(name, _ -> new EnumMap<>(Limit.class));
            ofClass.merge(what, amount, Long::sum);
            ofClass.values().removeIf(left -> left == 0);
            if (ofClass.isEmpty()) used.remove(name);
        }
    }
}
