package org.waywiser.keys.embedded;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.waywiser.protocol.ike.ChildSaInfo;
import org.waywiser.security.Secret;

/** Child SAs of established IKE SAs, written by the engine's thread and read by any. Owns their keys: wipes them with the child. */
final class ChildTable {
    private record IkeSa(long spiI, long spiR) {}

    // by the SPI at this end, in the order they were established; guarded by this object
    private final Map<IkeSa, Map<Integer, ChildSaInfo>> children = new HashMap<>();

    synchronized void add(long spiI, long spiR, ChildSaInfo child) {
        children.computeIfAbsent(new IkeSa(spiI, spiR), _ -> new LinkedHashMap<>())
                .put(child.ownSpi(), child);
    }

    synchronized void remove(long spiI, long spiR, int ownSpi) {
        Map<Integer, ChildSaInfo> siblings = children.get(new IkeSa(spiI, spiR));
        ChildSaInfo gone = siblings == null ? null : siblings.remove(ownSpi);
        if (gone != null) gone.wipe();
    }

    /** The IKE SA has a successor, which takes over all its children. RFC 7296 §2.8. */
    synchronized void inherited(long oldSpiI, long oldSpiR, long spiI, long spiR) {
        Map<Integer, ChildSaInfo> heirs = children.remove(new IkeSa(oldSpiI, oldSpiR));
        if (heirs != null) heirs.values().forEach(child -> add(spiI, spiR, child));
    }

    /** The IKE SA is gone and its children with it. RFC 7296 §1.4.1. */
    synchronized void removeAll(long spiI, long spiR) {
        Map<Integer, ChildSaInfo> gone = children.remove(new IkeSa(spiI, spiR));
        if (gone != null) gone.values().forEach(ChildSaInfo::wipe);
    }

    /** Children of an IKE SA, oldest first; their keys stay the table's. */
    synchronized List<ChildSaInfo> of(long spiI, long spiR) {
        return List.copyOf(
                children.getOrDefault(new IkeSa(spiI, spiR), Map.of()).values());
    }

    /** KEYMAT of the newest child, the caller's own. */
    synchronized Optional<Secret> keymat(long spiI, long spiR) {
        List<ChildSaInfo> all = of(spiI, spiR);
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(all.getLast().keymat().octets().copy());
    }
}
