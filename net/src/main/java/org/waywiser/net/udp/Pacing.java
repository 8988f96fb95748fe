package org.waywiser.net.udp;

import java.io.IOException;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.waywiser.net.linux.Threads;

/**
 * By which means a Session-Sender keeps its schedule.
 *
 * @param precise whether it wakes up before a packet's time and spins until then
 * @param cpu the processor it is bound to, counted from 0; empty for whichever is free
 * @param priority its real-time priority under SCHED_FIFO, 1 to 99; empty for a thread like others
 */
public record Pacing(boolean precise, OptionalInt cpu, OptionalInt priority) {
    /** Sleeps until a packet is due: some ten microseconds late, and next to no processor time. */
    public static final Pacing SLEEPING = new Pacing(false, OptionalInt.empty(), OptionalInt.empty());

    /** Why a wish was not granted. */
    public static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        Refused(String message, IOException cause) {
            super(message, cause);
        }
    }

    /** Tries it out, so that a measurement need not begin in vain. */
    public void check() throws Refused {
        if (cpu.isEmpty() && priority.isEmpty()) return;
        var tried = new CompletableFuture<Void>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                settle();
                tried.complete(null);
            } catch (Refused | RuntimeException e) {
                tried.completeExceptionally(e);
            }
        });
        try {
            tried.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Refused refused) throw refused;
            throw e;
        }
    }

    /** Makes the calling thread, which ends with its run, one of this kind. */
    void settle() throws Refused {
        Threads.timerSlack(1);
        try {
            if (cpu.isPresent()) Threads.bind(cpu.getAsInt());
        } catch (IOException e) {
            throw new Refused("processor " + cpu.getAsInt() + " is none of ours: " + e.getMessage(), e);
        }
        try {
            if (priority.isPresent()) Threads.realtime(priority.getAsInt());
        } catch (IOException e) {
            throw new Refused(
                    "no real-time priority " + priority.getAsInt() + ": " + e.getMessage()
                            + "; it needs CAP_SYS_NICE, or a limit as of ulimit -r",
                    e);
        }
    }
}
