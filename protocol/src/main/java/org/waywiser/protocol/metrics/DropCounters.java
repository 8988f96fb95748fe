package org.waywiser.protocol.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** A count for each {@link DropReason}. One thread counts, any thread may read. Costs nothing until used. */
public final class DropCounters {
    /** Of the reasons that there were so far; a further one takes a map of its own, since others read this one. */
    private volatile Map<DropReason, AtomicLong> counts = Map.of();

    public void count(DropReason reason) {
        count(reason, 1);
    }

    public void count(DropReason reason, long times) {
        AtomicLong count = counts.get(reason);
        if (count == null) count = begin(reason);
        // One writer: no atomic read-modify-write is needed.
        count.setRelease(count.getPlain() + times);
    }

    private AtomicLong begin(DropReason reason) {
        var more = new EnumMap<DropReason, AtomicLong>(DropReason.class);
        more.putAll(counts);
        var count = new AtomicLong();
        more.put(reason, count);
        counts = more;
        return count;
    }

    public long of(DropReason reason) {
        AtomicLong count = counts.get(reason);
        return count == null ? 0 : count.getAcquire();
    }

    /** The counts that are not zero. */
    public Map<DropReason, Long> nonZero() {
        var map = new EnumMap<DropReason, Long>(DropReason.class);
        counts.forEach((reason, count) -> {
            long counted = count.getAcquire();
            if (counted != 0) map.put(reason, counted);
        });
        return map;
    }

    DropCounters copy() {
        var copied = new EnumMap<DropReason, AtomicLong>(DropReason.class);
        counts.forEach((reason, count) -> copied.put(reason, new AtomicLong(count.getAcquire())));
        var copy = new DropCounters();
        if (!copied.isEmpty()) copy.counts = copied;
        return copy;
    }
}
