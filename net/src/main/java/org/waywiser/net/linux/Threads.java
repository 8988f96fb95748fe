package org.waywiser.net.linux;

import java.lang.foreign.MemorySegment;

/** The calling platform thread: prctl(2). */
public final class Threads {
    static final int PR_SET_TIMERSLACK = 29;
    static final int PR_GET_TIMERSLACK = 30;

    private static final MemorySegment PRCTL = Native.function("prctl");

    private Threads() {}

    /** How late the kernel may end this thread's sleeps, to end several at once; it starts with 50 µs. */
    public static void timerSlack(long nanos) {
        prctl(PR_SET_TIMERSLACK, nanos);
    }

    static int timerSlack() {
        return prctl(PR_GET_TIMERSLACK, 0);
    }

    private static int prctl(int option, long argument) {
        return Native.call(PRCTL, option, argument, 0);
    }
}
