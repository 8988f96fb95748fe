package org.waywiser.protocol.ike;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Proofs of identity that failed, by source, within a minute or less. RFC 8019 §4.2, §6. */
final class Failures {
    private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

    /** Sources that are kept apart; further ones are not counted until the minute is over. */
    private static final int MOST_SOURCES = 10_000;

    private final Map<Source, Integer> bySource = new HashMap<>();
    private long sinceNanos;

    void count(Source source, long nowNanos) {
        renew(nowNanos);
        if (bySource.isEmpty()) sinceNanos = nowNanos;
        if (bySource.size() < MOST_SOURCES || bySource.containsKey(source)) bySource.merge(source, 1, Integer::sum);
    }

    int of(Source source, long nowNanos) {
        renew(nowNanos);
        return bySource.getOrDefault(source, 0);
    }

    private void renew(long nowNanos) {
        if (nowNanos - sinceNanos >= MINUTE_NANOS) bySource.clear();
    }
}
