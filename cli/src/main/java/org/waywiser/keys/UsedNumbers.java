package org.waywiser.keys;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.waywiser.keys.SaBinding.Claim;
import org.waywiser.keys.SaBinding.Direction;
import org.waywiser.keys.SaBinding.Use;
import org.waywiser.wire.Octets;

/**
 * Initialization vectors and SIDs that one SA has seen, and who has a test session with its keys: nothing recorded under shared keys shall
 * be good for another connection or session.
 */
public final class UsedNumbers {
    static final int MAXIMUM = 65_536;

    private final Set<Octets> seen = new HashSet<>();
    private final Map<Direction, Claim> claims = new EnumMap<>(Direction.class);

    public synchronized Use add(Octets number) {
        if (seen.contains(number)) return Use.REPEATED;
        if (seen.size() >= MAXIMUM) return Use.USED_UP;
        seen.add(number);
        return Use.FIRST;
    }

    synchronized Optional<Claim> claim(Direction direction) {
        if (claims.containsKey(direction)) return Optional.empty();
        Claim claim = new Claim() {
            @Override
            public void close() {
                release(direction, this);
            }
        };
        claims.put(direction, claim);
        return Optional.of(claim);
    }

    private synchronized void release(Direction direction, Claim claim) {
        claims.remove(direction, claim);
    }
}
