package org.waywiser.protocol.ike;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;

/** Which IKE SA has to be called when. Times may wrap, as long as they lie within 292 years. */
final class Deadlines {
    private record Alarm(long atNanos, long spi) implements Comparable<Alarm> {
        @Override
        public int compareTo(Alarm other) {
            int order = Long.signum(atNanos - other.atNanos);
            return order != 0 ? order : Long.compare(spi, other.spi);
        }
    }

    private final TreeSet<Alarm> alarms = new TreeSet<>();
    private final Map<Long, Alarm> bySpi = new HashMap<>();

    /** Replaces the deadline of an SA, or removes it. */
    void set(long spi, OptionalLong atNanos) {
        var old = bySpi.remove(spi);
        if (old != null) alarms.remove(old);
        if (atNanos.isEmpty()) return;
        var alarm = new Alarm(atNanos.getAsLong(), spi);
        bySpi.put(spi, alarm);
        alarms.add(alarm);
    }

    OptionalLong earliest() {
        return alarms.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(alarms.getFirst().atNanos());
    }

    /** Own SPI of the SA that is due first, if one is. */
    OptionalLong due(long nowNanos) {
        if (alarms.isEmpty() || nowNanos - alarms.getFirst().atNanos() < 0) return OptionalLong.empty();
        return OptionalLong.of(alarms.getFirst().spi());
    }
}
