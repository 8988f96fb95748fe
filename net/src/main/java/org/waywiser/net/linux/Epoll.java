package org.waywiser.net.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Which of many sockets have something to read: epoll_create1(2), epoll_ctl(2), epoll_wait(2). A closed socket leaves by itself. */
public final class Epoll {
    static final int EPOLL_CLOEXEC = 0x80000;
    static final int EPOLL_CTL_ADD = 1;
    static final int EPOLLIN = 1;

    /** Only on x86-64 is {@code struct epoll_event} packed. */
    private static final boolean PACKED = System.getProperty("os.arch", "").equals("amd64");

    static final long EVENTS = 0;
    static final long DATA = PACKED ? 4 : 8;
    static final long EVENT = DATA + Long.BYTES;

    private static final MemorySegment CREATE = Native.function("epoll_create1");
    private static final MemorySegment CTL = Native.function("epoll_ctl");
    private static final MemorySegment WAIT = Native.function("epoll_wait");

    private final int epoll;
    private final int most;
    private final MemorySegment events;

    /**
     * Of no socket yet.
     *
     * @param arena whose end frees its memory
     * @param most sockets that are told at once
     */
    public Epoll(Arena arena, int most) throws IOException {
        this.most = most;
        events = arena.allocate(EVENT * most, Long.BYTES);
        epoll = Native.checked("epoll_create1", Native.call(CREATE, EPOLL_CLOEXEC, 0, 0));
    }

    /** Can be waited for like a socket, by {@link Polling}. */
    public int descriptor() {
        return epoll;
    }

    /** @param mark what tells the socket from others */
    public void add(int socket, long mark) throws IOException {
        events.set(JAVA_INT, EVENTS, EPOLLIN);
        events.set(JAVA_LONG_UNALIGNED, DATA, mark);
        int result = Native.call(CTL, epoll, EPOLL_CTL_ADD, socket, Native.pointer(events), 0);
        Native.checked("epoll_ctl", result);
    }

    /**
     * Finds sockets that have something, or an error, without waiting.
     *
     * @return how many, for {@link #mark}
     */
    public int ready() throws IOException {
        int ready = Native.call(WAIT, epoll, Native.pointer(events), most, 0, 0);
        return ready == -Errno.EINTR ? 0 : Native.checked("epoll_wait", ready);
    }

    /** Which socket that was. */
    public long mark(int place) {
        return events.get(JAVA_LONG_UNALIGNED, place * EVENT + DATA);
    }

    /** Gives the descriptor back. */
    public void close() {
        Sockets.close(epoll);
    }
}
