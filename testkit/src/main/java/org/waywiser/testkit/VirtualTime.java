package org.waywiser.testkit;

import java.time.Duration;

/** Monotonic time that a test moves by hand. It starts just before the {@code long} wraps, so naive comparisons fail. */
public final class VirtualTime {
    private long nanos = Long.MAX_VALUE - 5;

    /** Monotonic nanoseconds; only differences mean anything. */
    public long now() {
        return nanos;
    }

    /** Moves time forward. */
    public void advance(Duration by) {
        nanos += by.toNanos();
    }
}
