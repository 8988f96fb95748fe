package org.waywiser.keys.embedded;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.waywiser.keys.Candidate;
import org.waywiser.keys.UsedNumbers;
import org.waywiser.protocol.ike.ChildSaInfo;
import org.waywiser.protocol.ike.IkeSaInfo;
import org.waywiser.security.Secret;

/** Child SAs of established IKE SAs, written by the engine's thread and read by any. Owns their keys: wipes them with the child. */
final class ChildTable {
    private record IkeSa(long spiI, long spiR) {}

    // by the SPI at this end, in the order they were established; guarded by this object
    private final Map<IkeSa, Map<Integer, Child>> children = new HashMap<>();

    private record Child(ChildSaInfo info, UsedNumbers used) {}

    void add(long spiI, long spiR, ChildSaInfo child) {
        add(spiI, spiR, new Child(child, new UsedNumbers()));
    }

    private synchronized void add(long spiI, long spiR, Child child) {
        children.computeIfAbsent(new IkeSa(spiI, spiR), _ -> new LinkedHashMap<>())
                .put(child.info().ownSpi(), child);
    }

    synchronized void remove(long spiI, long spiR, int ownSpi) {
        Map<Integer, Child> siblings = children.get(new IkeSa(spiI, spiR));
        Child gone = siblings == null ? null : siblings.remove(ownSpi);
        if (gone != null) gone.info().wipe();
    }

    /** The IKE SA has a successor, which takes over all its children. RFC 7296 §2.8. */
    synchronized void inherited(long oldSpiI, long oldSpiR, long spiI, long spiR) {
        Map<Integer, Child> heirs = children.remove(new IkeSa(oldSpiI, oldSpiR));
        if (heirs != null) heirs.values().forEach(child -> add(spiI, spiR, child));
    }

    /** The IKE SA is gone and its children with it. RFC 7296 §1.4.1. */
    synchronized void removeAll(long spiI, long spiR) {
        Map<Integer, Child> gone = children.remove(new IkeSa(spiI, spiR));
        if (gone != null) gone.values().forEach(child -> child.info().wipe());
    }

    /** Children of an IKE SA, oldest first; their keys stay the table's. */
    synchronized List<ChildSaInfo> of(long spiI, long spiR) {
        return all(spiI, spiR).map(Child::info).toList();
    }

    private Stream<Child> all(long spiI, long spiR) {
        return children.getOrDefault(new IkeSa(spiI, spiR), Map.of()).values().stream();
    }

    /** The children of an IKE SA that fit, oldest first, to be chosen from by who holds the table. */
    Stream<Candidate> candidates(IkeSaInfo sa, Predicate<ChildSaInfo> fits) {
        return all(sa.spiI(), sa.spiR())
                .filter(child -> fits.test(child.info()))
                .map(child -> Bindings.ofChild(sa, child.info(), child.used(), () -> isThere(child)));
    }

    /** Whatever IKE SA it belongs to by now. */
    private synchronized boolean isThere(Child child) {
        return children.values().stream().anyMatch(siblings -> siblings.containsValue(child));
    }

    /** KEYMAT of the newest child, the caller's own. */
    synchronized Optional<Secret> keymat(long spiI, long spiR) {
        List<ChildSaInfo> all = of(spiI, spiR);
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(all.getLast().keymat().octets().copy());
    }
}
