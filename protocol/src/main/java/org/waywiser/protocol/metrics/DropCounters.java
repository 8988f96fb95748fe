package org.waywiser.protocol.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** A count for each {@link DropReason}. One thread counts, any thread may read. */
public final class DropCounters {
    private final Map<DropReason, AtomicLong> counts = new EnumMap<>(DropReason.class);

    public DropCounters() {
        for (DropReason reason : DropReason.values()) counts.put(reason, new AtomicLong());
    }

    public void count(DropReason reason) {
        count(reason, 1);
    }

    public void count(DropReason reason, long times) {
        AtomicLong count = counter(reason);
        // One writer: no atomic read-modify-write is needed.
        count.setRelease(count.getPlain() + times);
    }

    public long of(DropReason reason) {
        return counter(reason).getAcquire();
    }

    /** The counts that are not zero. */
    public Map<DropReason, Long> nonZero() {
        var map = new EnumMap<DropReason, Long>(DropReason.class);
        for (DropReason reason : DropReason.values()) {
            long count = of(reason);
            if (count != 0) map.put(reason, count);
        }
        return map;
    }

    DropCounters copy() {
        var copy = new DropCounters();
        counts.forEach((reason, count) -> copy.counter(reason).set(count.getAcquire()));
        return copy;
    }

    private AtomicLong counter(DropReason reason) {
        AtomicLong count = counts.get(reason);
        if (count == null) throw new IllegalStateException("no counter for " + reason);
        return count;
    }
}
