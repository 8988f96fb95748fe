package org.waywiser.net.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Waiting, and being woken: ppoll(2) on sockets and an eventfd(2). */
public final class Polling {
    static final long POLLFD = 8;
    static final long FD = 0;
    static final long EVENTS = 4;
    static final long RETURNED = 6;
    static final long TIMESPEC = 16;
    static final long SECONDS = 0;
    static final long NANOS = 8;

    private static final long TIMEOUT_AT = 0;
    private static final long COUNTER_AT = TIMESPEC;
    private static final long EVENTFD_AT = COUNTER_AT + Long.BYTES;
    static final short POLLIN = 1;
    static final short POLLERR = 8;
    static final int EFD_CLOEXEC = 0x80000;
    static final int EFD_NONBLOCK = 0x800;

    private static final MemorySegment PPOLL = Native.function("ppoll");
    private static final MemorySegment EVENTFD = Native.function("eventfd");
    private static final MemorySegment READ = Native.function("read");
    private static final MemorySegment WRITE = Native.function("write");

    private Polling() {}

    /** A new eventfd, non-blocking, closed on exec. */
    public static int eventfd() throws IOException {
        return Native.checked("eventfd", Native.call(EVENTFD, 0, EFD_CLOEXEC | EFD_NONBLOCK, 0));
    }

    /** Octets of the memory {@link #lay} wants: a {@code struct timespec}, a counter, a {@code struct pollfd} each. */
    public static long size(int sockets) {
        return EVENTFD_AT + POLLFD * (1L + sockets);
    }

    /**
     * Prepares memory for {@link #await}.
     *
     * @param memory {@link #size} octets aligned to eight
     */
    public static void lay(MemorySegment memory, int eventfd, int... sockets) {
        lay(memory, EVENTFD_AT, eventfd);
        for (int i = 0; i < sockets.length; i++) lay(memory, EVENTFD_AT + POLLFD * (1L + i), sockets[i]);
    }

    private static void lay(MemorySegment memory, long at, int fd) {
        memory.set(JAVA_INT, at + FD, fd);
        memory.set(JAVA_SHORT, at + EVENTS, POLLIN);
    }

    /**
     * Sleeps until a socket has something, the eventfd was raised (it is lowered again), a signal came or the time is
     * over.
     *
     * @param sockets how many were laid
     * @param nanos how long; {@link Long#MAX_VALUE} for ever
     */
    public static void await(MemorySegment memory, int sockets, long nanos) throws IOException {
        long at = Native.pointer(memory);
        long timeout = 0;
        if (nanos != Long.MAX_VALUE) {
            long atLeast0 = Math.max(0, nanos);
            memory.set(JAVA_LONG, TIMEOUT_AT + SECONDS, atLeast0 / 1_000_000_000);
            memory.set(JAVA_LONG, TIMEOUT_AT + NANOS, atLeast0 % 1_000_000_000);
            timeout = at + TIMEOUT_AT;
        }
        int ready = Native.call(PPOLL, at + EVENTFD_AT, 1L + sockets, timeout, 0, 0);
        if (ready == -Errno.EINTR) return;
        Native.checked("ppoll", ready);
        if (ready > 0 && memory.get(JAVA_SHORT, EVENTFD_AT + RETURNED) != 0) {
            int _ = Native.call(READ, memory.get(JAVA_INT, EVENTFD_AT + FD), at + COUNTER_AT, Long.BYTES);
        }
    }

    /**
     * Whether an error, or something in the error queue, was there when {@link #await} returned.
     *
     * @param socket counted from 0 in the order they were laid
     */
    public static boolean error(MemorySegment memory, int socket) {
        return (memory.get(JAVA_SHORT, EVENTFD_AT + POLLFD * (1L + socket) + RETURNED) & POLLERR) != 0;
    }

    /**
     * Raises an eventfd.
     *
     * @param one eight octets holding 1 in native order
     */
    public static void raise(int eventfd, MemorySegment one) {
        // EAGAIN means it is raised already.
        int _ = Native.call(WRITE, eventfd, Native.pointer(one), Long.BYTES);
    }
}
