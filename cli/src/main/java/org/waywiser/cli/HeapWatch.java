package org.waywiser.cli;

import java.time.Duration;

/**
 * Has a server's garbage collected before it is as large as the heap may get, a quarter of the machine's memory: the serial
 * collector looks at what has grown old only then.
 */
final class HeapWatch {
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    /** Garbage that is not worth a pause of tens of milliseconds, in octets. */
    private static final long TOLERABLE = 32L << 20;

    private HeapWatch() {}

    /** In a thread of its own, until the program ends. */
    static void start() {
        Thread.ofVirtual().name("heap-watch").start(HeapWatch::watch);
    }

    private static void watch() {
        try {
            long kept = used();
            while (true) {
                Thread.sleep(INTERVAL);
                if (!worthwhile(used(), kept)) continue;
                System.gc();
                kept = used();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** Whether it may have doubled: a large heap takes longer to go through, so there it happens less often. */
    static boolean worthwhile(long used, long kept) {
        return used > 2 * kept + TOLERABLE;
    }
}
