package org.waywiser.net.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

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
    static final int EFD_CLOEXEC = 0x80000;
    static final int EFD_NONBLOCK = 0x800;

    private static final MethodHandle PPOLL =
            Native.capturing("ppoll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS));
    private static final MethodHandle EVENTFD =
            Native.capturing("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle READ =
            Native.capturing("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle WRITE =
            Native.capturing("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));

    private Polling() {}

    /** A new eventfd, non-blocking, closed on exec. */
    public static int eventfd() throws IOException {
        MemorySegment errno = Native.capture();
        try {
            return Native.checked("eventfd", (int) EVENTFD.invokeExact(errno, 0, EFD_CLOEXEC | EFD_NONBLOCK), errno);
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw Native.unexpected(e);
        }
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
        MemorySegment errno = Native.capture();
        MemorySegment timeout = MemorySegment.NULL;
        if (nanos != Long.MAX_VALUE) {
            long atLeast0 = Math.max(0, nanos);
            memory.set(JAVA_LONG, TIMEOUT_AT + SECONDS, atLeast0 / 1_000_000_000);
            memory.set(JAVA_LONG, TIMEOUT_AT + NANOS, atLeast0 % 1_000_000_000);
            timeout = memory.asSlice(TIMEOUT_AT, TIMESPEC);
        }
        try {
            int ready = (int)
                    PPOLL.invokeExact(errno, memory.asSlice(EVENTFD_AT), 1L + sockets, timeout, MemorySegment.NULL);
            if (ready < 0) {
                if (Native.errno(errno) == Errno.EINTR) return;
                throw new SystemCallException("ppoll", Native.errno(errno));
            }
            if (ready > 0 && memory.get(JAVA_SHORT, EVENTFD_AT + RETURNED) != 0) {
                MemorySegment counter = memory.asSlice(COUNTER_AT, Long.BYTES);
                long _ = (long) READ.invokeExact(errno, memory.get(JAVA_INT, EVENTFD_AT + FD), counter, 8L);
            }
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw Native.unexpected(e);
        }
    }

    /**
     * Raises an eventfd.
     *
     * @param one eight octets holding 1 in native order
     */
    public static void raise(int eventfd, MemorySegment one) {
        try {
            // EAGAIN means it is raised already.
            long _ = (long) WRITE.invokeExact(Native.capture(), eventfd, one, 8L);
        } catch (Throwable e) {
            throw Native.unexpected(e);
        }
    }
}
