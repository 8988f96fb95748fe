package org.waywiser.keys;

import java.util.HashSet;
import java.util.Set;
import org.waywiser.keys.SaBinding.Use;
import org.waywiser.wire.Octets;

/** Initialization vectors and SIDs that one SA has seen, so that nothing recorded under shared keys is good for another connection. */
public final class UsedNumbers {
    private static final int MAXIMUM = 65_536;

    private final Set<Octets> seen = new HashSet<>();

    public synchronized Use add(Octets number) {
        if (seen.contains(number)) return Use.REPEATED;
        if (seen.size() >= MAXIMUM) return Use.USED_UP;
        seen.add(number);
        return Use.FIRST;
    }
}
