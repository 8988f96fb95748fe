package org.waywiser.net.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The calling platform thread: prctl(2). */
public final class Threads {
    static final int PR_SET_TIMERSLACK = 29;
    static final int PR_GET_TIMERSLACK = 30;

    private static final MethodHandle PRCTL = Native.variadic(
            "prctl",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
            Linker.Option.firstVariadicArg(1));

    private Threads() {}

    /** How late the kernel may end this thread's sleeps, to end several at once; it starts with 50 µs. */
    public static void timerSlack(long nanos) {
        prctl(PR_SET_TIMERSLACK, nanos);
    }

    static int timerSlack() {
        return prctl(PR_GET_TIMERSLACK, 0);
    }

    private static int prctl(int option, long argument) {
        MemorySegment errno = Native.capture();
        try {
            return (int) PRCTL.invokeExact(errno, option, argument, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw Native.unexpected(e);
        }
    }
}
