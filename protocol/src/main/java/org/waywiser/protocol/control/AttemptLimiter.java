package org.waywiser.protocol.control;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bounds what strangers can make a Server work for: PBKDF2 runs in progress and recent failures, by client and secret. The SPIs
 * that name a secret are public on the wire, so a name alone proves nothing. Not thread-safe.
 *
 * @param <K> whom attempts are counted for
 */
public final class AttemptLimiter<K> {
    private static final int MAX_ENTRIES = 10_000;

    private static final class Attempts {
        int inProgress;
        double failures;
        long seen;

        Attempts(long nowNanos) {
            seen = nowNanos;
        }
    }

    private final int maxInProgress;
    private final int maxFailures;
    private final double failuresPerNano;
    private final LinkedHashMap<K, Attempts> records = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param maxInProgress attempts at the same time
     * @param maxFailures failures in quick succession
     * @param recovery time after which all of them are forgiven
     */
    public AttemptLimiter(int maxInProgress, int maxFailures, Duration recovery) {
        this.maxInProgress = maxInProgress;
        this.maxFailures = maxFailures;
        this.failuresPerNano = (double) maxFailures / recovery.toNanos();
    }

    /**
     *
     *
     * @return whether an attempt may be made; if so, {@link #end} must follow
     */
    public boolean begin(K client, long nowNanos) {
        Attempts record = records.computeIfAbsent(client, _ -> new Attempts(nowNanos));
        record.failures = Math.max(0, record.failures - (nowNanos - record.seen) * failuresPerNano);
        record.seen = nowNanos;
        boolean allowed = record.inProgress < maxInProgress && record.failures + 1 <= maxFailures;
        if (allowed) record.inProgress++;
        forgetTheOldest();
        return allowed;
    }

    /** The attempt is over. */
    public void end(K client, boolean succeeded) {
        Attempts record = records.get(client);
        if (record == null) return;
        record.inProgress = Math.max(0, record.inProgress - 1);
        if (!succeeded) record.failures++;
    }

    private void forgetTheOldest() {
        if (records.size() <= MAX_ENTRIES) return;
        var oldest = records.entrySet().iterator();
        Map.Entry<K, Attempts> entry = oldest.next();
        if (entry.getValue().inProgress == 0) oldest.remove();
    }
}
