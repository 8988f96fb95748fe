package org.waywiser.protocol.path;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.waywiser.wire.Octets;
import org.waywiser.wire.xfrm.Mark;
import org.waywiser.wire.xfrm.Policy;
import org.waywiser.wire.xfrm.Policy.Template;
import org.waywiser.wire.xfrm.Sa;
import org.waywiser.wire.xfrm.SaMode;

/**
 * Both databases of a kernel as it dumps them, and how it decides by them. RFC 4301 §4.4, §5.1, §5.2; which entry wins is Linux's own.
 *
 * @param sas in the order of the dump, the newest first
 * @param policies likewise
 */
public record Databases(List<Sa> sas, List<Policy> policies) {
    public Databases {
        sas = List.copyOf(sas);
        policies = List.copyOf(policies);
    }

    /** What becomes of packets that this host sends. */
    public Way out(Flow flow) {
        return way(flow, Policy.OUT);
    }

    /** What must have become of packets that this host takes. */
    public Way in(Flow flow) {
        return way(flow, Policy.IN);
    }

    private Way way(Flow flow, int direction) {
        Optional<Policy> found = policy(flow, direction);
        if (found.isEmpty()) return Way.of(flow, Protection.CLEAR);
        Policy policy = found.get();
        if (policy.block()) return Way.of(flow, Protection.BLOCKED);
        if (policy.templates().isEmpty()) return Way.of(flow, Protection.BYPASS);
        var sas = new ArrayList<ProtectingSa>();
        for (Template template : policy.templates()) {
            Optional<ProtectingSa> sa = sa(template, flow).map(ProtectingSa::of);
            if (sa.isEmpty() && !template.optional()) return Way.of(flow, Protection.DOWN);
            sa.ifPresent(sas::add);
        }
        if (sas.isEmpty()) return Way.of(flow, Protection.CLEAR);
        boolean required = policy.templates().stream().anyMatch(template -> !template.optional());
        return new Way(flow, Protection.of(sas), required, sas);
    }

    /** The smallest priority number wins, among equals the oldest. */
    private Optional<Policy> policy(Flow flow, int direction) {
        return policies.reversed().stream()
                .filter(policy -> policy.direction() == direction && policy.main() && policy.ifId() == 0)
                .filter(policy -> policy.mark().fits(0))
                .filter(policy ->
                        policy.selector().destination().length() == flow.to().length())
                .filter(policy ->
                        policy.selector().fits(flow.from(), flow.fromPort(), flow.to(), flow.toPort(), flow.protocol()))
                .min(Comparator.comparingLong(Policy::priority));
    }

    /** The newest that a template takes. */
    private Optional<Sa> sa(Template template, Flow flow) {
        boolean tunnel = template.mode() != SaMode.TRANSPORT;
        Octets from = tunnel ? template.source() : flow.from();
        Octets to = tunnel ? template.destination() : flow.to();
        return sas.stream()
                .filter(sa -> !sa.larval() && sa.id().mark().fits(Mark.NONE.value()) && sa.ifId() == 0)
                .filter(sa -> sa.id().protocol() == template.protocol() && sa.mode() == template.mode())
                .filter(sa -> sa.request() == template.request()
                        && (template.spi() == 0 || template.spi() == sa.id().spi()))
                .filter(sa -> same(to, sa.id().destination()) && same(from, sa.source()))
                .filter(sa ->
                        sa.selector().fits(flow.from(), flow.fromPort(), flow.to(), flow.toPort(), flow.protocol()))
                .max(Comparator.comparingLong(Sa::added));
    }

    /** An address that is all zero stands for any. */
    private static boolean same(Octets wanted, Octets actual) {
        return wanted.isZero() || actual.isZero() || wanted.equals(actual);
    }
}
