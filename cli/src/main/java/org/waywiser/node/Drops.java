package org.waywiser.node;

import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.stream.Collectors;
import org.waywiser.protocol.metrics.DropReason;

/** What happened to test packets in silence, one by one, is told once. */
final class Drops {
    private static final System.Logger LOG = System.getLogger("org.waywiser.server");

    private Drops() {}

    static void tell(String whose, Map<DropReason, Long> drops) {
        if (drops.isEmpty()) return;
        String counts = drops.entrySet().stream()
                .map(drop -> drop.getValue() + " " + drop.getKey().words())
                .collect(Collectors.joining(", "));
        LOG.log(Level.INFO, "{0}: test packets dropped: {1}", whose, counts);
    }
}
