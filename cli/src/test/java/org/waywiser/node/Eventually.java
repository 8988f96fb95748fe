package org.waywiser.node;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what another thread brings about and tells nobody of. */
final class Eventually {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Between two looks, so that those who are waited for get the processor. */
    private static final long PAUSE_NANOS = 200_000;

    private Eventually() {}

    static void holds(BooleanSupplier condition, Supplier<String> what) {
        long begun = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begun > PATIENCE_NANOS) throw new AssertionError("still not: " + what.get());
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** The Server is idle again: no connection, no session. */
    static void idle(TwampServer server) {
        holds(
                () -> server.connections() == 0 && server.sessions() == 0,
                () -> server.connections() + " connections and " + server.sessions() + " sessions gone");
    }
}
