package org.waywiser.net.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/**
 * A batch of datagrams as recvmmsg(2) and sendmmsg(2) take it, never blocking: in one piece of memory a {@code struct mmsghdr} for each
 * place, with its {@code struct iovec}, name, control messages and payload. One thread uses it. What was received can be sent from where
 * it lies.
 */
public final class Messages {
    /** Room of each payload: any of UDP, the longest of which has 65,527 octets over IPv6, and any of netlink. */
    public static final int PAYLOAD = 1 << 16;

    static final long MMSGHDR = 64;
    static final long LENGTH = 56;
    static final long MSGHDR = 56;
    static final long NAME = 0;
    static final long NAME_LENGTH = 8;
    static final long IOV = 16;
    static final long IOV_COUNT = 24;
    static final long CONTROL = 32;
    static final long CONTROL_LENGTH = 40;
    static final long FLAGS = 48;
    static final long IOVEC = 16;
    static final long IOV_BASE = 0;
    static final long IOV_LENGTH = 8;

    static final int MSG_TRUNC = 0x20;
    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_ERRQUEUE = 0x2000;

    private static final long CACHE_LINE = 64;

    /** Between payloads, so that their beginnings do not all compete for the same lines of the cache. */
    private static final long STAGGER = 3 * CACHE_LINE;

    private static final MemorySegment RECVMMSG = Native.function("recvmmsg");
    private static final MemorySegment SENDMMSG = Native.function("sendmmsg");

    private final int places;
    private final long room;
    private final MemorySegment headers;
    private final MemorySegment vectors;
    private final MemorySegment[] names;
    private final ControlMessages[] controls;
    private final MemorySegment[] payloads;

    /** Places from the first on whose lengths are no longer those that the kernel is to find when it receives. */
    private int used;

    /**
     * Lays it out. Of the payloads, memory is taken only for what has been written.
     *
     * @param arena whose end frees it
     */
    public Messages(Arena arena, int places) {
        this(arena, places, PAYLOAD);
    }

    /** @param room for each payload, in octets */
    Messages(Arena arena, int places, long room) {
        this.places = places;
        this.room = room;
        long each = MMSGHDR + IOVEC + CACHE_LINE + ControlMessages.CAPACITY + room + STAGGER;
        var memory = SegmentAllocator.slicingAllocator(Memory.zeros(arena, places * each + 2 * CACHE_LINE));
        headers = memory.allocate(places * MMSGHDR, CACHE_LINE);
        vectors = memory.allocate(places * IOVEC, CACHE_LINE);
        names = new MemorySegment[places];
        for (int i = 0; i < places; i++) names[i] = memory.allocate(SocketAddress.SIZE, CACHE_LINE / 2);
        controls = new ControlMessages[places];
        for (int i = 0; i < places; i++) {
            MemorySegment control = memory.allocate(ControlMessages.CAPACITY, CACHE_LINE);
            controls[i] = new ControlMessages(control);
            headers.set(JAVA_LONG, i * MMSGHDR + CONTROL, Native.pointer(control));
        }
        payloads = new MemorySegment[places];
        for (int i = 0; i < places; i++) {
            payloads[i] = memory.allocate(room + STAGGER, CACHE_LINE).asSlice(0, room);
            vectors.set(JAVA_LONG, i * IOVEC + IOV_BASE, Native.pointer(payloads[i]));
            headers.set(JAVA_LONG, i * MMSGHDR + NAME, Native.pointer(names[i]));
            headers.set(JAVA_LONG, i * MMSGHDR + IOV, Native.pointer(vectors) + i * IOVEC);
            headers.set(JAVA_LONG, i * MMSGHDR + IOV_COUNT, 1);
        }
        used = places;
    }

    public int places() {
        return places;
    }

    /** {@link #PAYLOAD} octets. */
    public MemorySegment payload(int place) {
        return payloads[place];
    }

    /** Whom it came from, or whom it goes to. */
    public MemorySegment name(int place) {
        return names[place];
    }

    /** What came with it, or goes with it. */
    public ControlMessages control(int place) {
        return controls[place];
    }

    /** Octets of the payload received. */
    public int length(int place) {
        return headers.get(JAVA_INT, place * MMSGHDR + LENGTH);
    }

    /** Octets of the name received. */
    public int nameLength(int place) {
        return headers.get(JAVA_INT, place * MMSGHDR + NAME_LENGTH);
    }

    /** Octets of control messages received. */
    public long controlLength(int place) {
        return headers.get(JAVA_LONG, place * MMSGHDR + CONTROL_LENGTH);
    }

    /** Whether the datagram was longer than its room. */
    public boolean truncated(int place) {
        return (headers.get(JAVA_INT, place * MMSGHDR + FLAGS) & MSG_TRUNC) != 0;
    }

    /**
     * Receives what is there, from the first place on.
     *
     * @return how many datagrams, or a negated errno: {@code -EAGAIN} when there is none
     */
    public int receive(int fd) {
        return receive(fd, MSG_DONTWAIT);
    }

    /** The same from the error queue of the socket, which holds what became of datagrams sent. */
    int receiveErrors(int fd) {
        return receive(fd, MSG_DONTWAIT | MSG_ERRQUEUE);
    }

    private int receive(int fd, int flags) {
        while (true) {
            // The kernel has written what was received, and reads it as the room there is.
            for (int i = 0; i < used; i++) lengths(i, SocketAddress.SIZE, ControlMessages.CAPACITY, room);
            int count = Native.call(RECVMMSG, fd, Native.pointer(headers), places, flags, 0);
            used = Math.max(count, 1);
            if (count != -Errno.EINTR) return count;
        }
    }

    /**
     * Sets what is sent from a place.
     *
     * @param nameLength 0 if the socket is connected
     * @param controlLength 0 for no control messages
     * @param payloadLength octets
     */
    public void lengths(int place, int nameLength, long controlLength, long payloadLength) {
        headers.set(JAVA_INT, place * MMSGHDR + NAME_LENGTH, nameLength);
        headers.set(JAVA_LONG, place * MMSGHDR + CONTROL_LENGTH, controlLength);
        vectors.set(JAVA_LONG, place * IOVEC + IOV_LENGTH, payloadLength);
    }

    /**
     * Sends places in order until one is refused.
     *
     * @param from the first
     * @param to after the last
     * @return how many the kernel took, or a negated errno if it refused the first: {@code -EAGAIN} when there is no room
     */
    public int send(int fd, int from, int to) {
        used = Math.max(used, to);
        while (true) {
            int count = Native.call(SENDMMSG, fd, Native.pointer(headers) + from * MMSGHDR, to - from, MSG_DONTWAIT, 0);
            if (count != -Errno.EINTR) return count;
        }
    }

    /**
     * Sends places that are equal in all but their payloads in one go: the kernel's way is then walked once for all of them, and they leave
     * as datagrams of their own. Name, control messages and length are those of the first.
     *
     * @param from the first
     * @param to after the last: at most 64 of them, and 65,000 octets in all
     * @return 1, or a negated errno: {@code -EIO} where the device or IPsec does not allow it, {@code -EINVAL} where one does not fit the path
     */
    public int sendTogether(int fd, int from, int to) {
        long header = from * MMSGHDR;
        long control = controlLength(from);
        int octets = (int) vectors.get(JAVA_LONG, from * IOVEC + IOV_LENGTH);
        headers.set(JAVA_LONG, header + CONTROL_LENGTH, controls[from].putSegment(control, octets));
        headers.set(JAVA_LONG, header + IOV_COUNT, to - from);
        int result = send(fd, from, from + 1);
        headers.set(JAVA_LONG, header + IOV_COUNT, 1);
        headers.set(JAVA_LONG, header + CONTROL_LENGTH, control);
        used = Math.max(used, to);
        return result;
    }

    /**
     * Calls both ways with no place, to no effect.
     *
     * @throws SystemCallException if the kernel, or who stands before it, has no such call for us
     */
    public static void tryOut(int fd) throws SystemCallException {
        Native.checked("recvmmsg", Native.call(RECVMMSG, fd, 0, 0, MSG_DONTWAIT, 0));
        Native.checked("sendmmsg", Native.call(SENDMMSG, fd, 0, 0, MSG_DONTWAIT, 0));
    }

    /** The exception for a negated errno that {@link #receive} or {@link #send} returned. */
    public static SystemCallException failure(String call, int result) {
        return new SystemCallException(call, -result);
    }
}
