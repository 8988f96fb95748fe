package org.waywiser.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Brings a command to its end when Ctrl-C comes, instead of breaking it off: it still reports, and deletes its IKE SAs. */
final class Interruption {
    /** What a shell reports for a program that Ctrl-C ended. */
    private static final int STATUS = 130;

    private static final long REPORT_SECONDS = 30;
    private static final long SET_UP_SECONDS = 3;

    /** A measurement under way. */
    interface Stoppable {
        /** @return whether there is anything to wait for */
        boolean stop();
    }

    private final CompletableFuture<Integer> status = new CompletableFuture<>();
    private volatile @Nullable Thread command;
    private volatile @Nullable Stoppable running;
    private volatile boolean requested;

    /** Whether Ctrl-C came: what has not begun need not begin. */
    boolean requested() {
        return requested;
    }

    /** What Ctrl-C has to stop from now on. */
    void stops(Stoppable measurement) {
        running = measurement;
        if (requested) measurement.stop();
    }

    /** Runs a whole command. */
    int guard(Callable<Integer> body) throws Exception {
        command = Thread.currentThread();
        var hook = new Thread(this::end, "interruption");
        Runtime.getRuntime().addShutdownHook(hook);
        int code = STATUS;
        try {
            code = body.call();
        } catch (InterruptedException e) {
            if (!requested) throw e;
        } finally {
            status.complete(code);
            remove(hook);
        }
        return code;
    }

    private void end() {
        requested = true;
        Stoppable measurement = running;
        boolean measuring = measurement != null && measurement.stop();
        Thread waiting = command;
        if (!measuring && waiting != null) waiting.interrupt();
        int code = STATUS;
        try {
            code = status.get(measuring ? REPORT_SECONDS : SET_UP_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            // It does not come to an end by itself.
        }
        // The virtual machine would report the signal; the measurement was brought to an end in order.
        Runtime.getRuntime().halt(code);
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // Ctrl-C came: the hook is running and ends the program.
        }
    }
}
