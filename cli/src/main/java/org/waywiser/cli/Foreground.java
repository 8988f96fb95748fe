package org.waywiser.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Holds a service in the foreground until Ctrl-C or a service manager ends it, and the program until all is closed in order. */
final class Foreground implements AutoCloseable {
    private static final long FAREWELL_SECONDS = 5;

    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Tells that everything runs, and waits for the end. */
    void hold(Runnable announcement) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            interrupted.countDown();
            awaitClosed();
            // The end that was asked for is no failure.
            Runtime.getRuntime().halt(ExitStatus.MEASURED);
        }));
        announcement.run();
        interrupted.await();
    }

    /** The virtual machine ends after that: connections and SAs are closed in order before. */
    private void awaitClosed() {
        try {
            var _ = closed.await(FAREWELL_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Everything else is closed. */
    @Override
    public void close() {
        closed.countDown();
    }
}
