package org.waywiser.net.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;

/** The calling platform thread: prctl(2), sched_setaffinity(2), sched_setscheduler(2). */
public final class Threads {
    static final int PR_SET_TIMERSLACK = 29;
    static final int PR_GET_TIMERSLACK = 30;
    static final int SCHED_FIFO = 1;

    /** Octets of a {@code cpu_set_t}, which has a bit for each processor, in words of the machine's byte order. */
    static final int CPU_SET = 128;

    /** A {@code struct sched_param}, which is nothing but a priority. */
    static final MemoryLayout SCHED_PARAM = JAVA_INT;

    private static final int BITS = Byte.SIZE * CPU_SET;
    private static final int CALLER = 0;

    /** Looked up once there is a Linux to ask. */
    private static final class Calls {
        static final MemorySegment PRCTL = Native.function("prctl");
        static final MemorySegment SCHED_SETAFFINITY = Native.function("sched_setaffinity");
        static final MemorySegment SCHED_SETSCHEDULER = Native.function("sched_setscheduler");
    }

    private Threads() {}

    /** How late the kernel may end this thread's sleeps, to end several at once; it starts with 50 µs. Without Linux, as it pleases. */
    public static void timerSlack(long nanos) {
        if (Linux.missing().isEmpty()) prctl(PR_SET_TIMERSLACK, nanos);
    }

    static int timerSlack() {
        return prctl(PR_GET_TIMERSLACK, 0);
    }

    private static int prctl(int option, long argument) {
        return Native.call(Calls.PRCTL, option, argument, 0);
    }

    /**
     * Lets this thread run on one processor only.
     *
     * @param cpu from 0
     * @throws SystemCallException EINVAL if there is none of that number, or it is not ours to use
     */
    public static void bind(int cpu) throws IOException {
        Linux.require();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment set = arena.allocate(CPU_SET, Long.BYTES);
            // What lies beyond the set is no processor of any machine.
            if (cpu >= 0 && cpu < BITS) set.setAtIndex(JAVA_LONG, cpu / Long.SIZE, 1L << cpu);
            Native.checked(
                    "sched_setaffinity", Native.call(Calls.SCHED_SETAFFINITY, CALLER, CPU_SET, Native.pointer(set)));
        }
    }

    /**
     * Lets this thread run before all that have no real-time priority, or a lower one, until it sleeps: SCHED_FIFO.
     *
     * @param priority 1 to 99
     * @throws SystemCallException EPERM without CAP_SYS_NICE and a limit on real-time priorities that allows it
     */
    public static void realtime(int priority) throws IOException {
        Linux.require();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment parameter = arena.allocate(SCHED_PARAM);
            parameter.set(JAVA_INT, 0, priority);
            Native.checked(
                    "sched_setscheduler",
                    Native.call(Calls.SCHED_SETSCHEDULER, CALLER, SCHED_FIFO, Native.pointer(parameter)));
        }
    }
}
