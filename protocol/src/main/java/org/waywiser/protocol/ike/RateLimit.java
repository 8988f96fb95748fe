package org.waywiser.protocol.ike;

/** Bounds the answers to unprotected messages. RFC 7296 §2.21.4. */
final class RateLimit {
    private static final long SECOND = 1_000_000_000;

    private final int perSecond;
    private int left;
    private long startNanos;
    private boolean started;

    RateLimit(int perSecond) {
        this.perSecond = perSecond;
    }

    /** Whether one more is allowed now. */
    boolean allows(long nowNanos) {
        if (!started || nowNanos - startNanos >= SECOND) {
            started = true;
            startNanos = nowNanos;
            left = perSecond;
        }
        if (left == 0) return false;
        left--;
        return true;
    }
}
