package org.waywiser.net.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/**
 * One datagram a call: recvmsg(2) and sendmsg(2), never blocking, on a {@code struct msghdr} with one {@code struct
 * iovec} that the caller keeps in long-lived memory.
 */
public final class Messages {
    public static final int MSG_TRUNC = 0x20;

    /** Octets of a header as {@link #lay} leaves it: the {@code msghdr}, then its {@code iovec}. */
    public static final long SIZE = 56 + 16;

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

    static final int MSG_DONTWAIT = 0x40;

    private static final MemorySegment RECVMSG = Native.function("recvmsg");
    private static final MemorySegment SENDMSG = Native.function("sendmsg");

    private Messages() {}

    /** Points a header at its memory, once; payload and lengths are set before each call. */
    public static void lay(MemorySegment header, MemorySegment name, MemorySegment control) {
        header.set(JAVA_LONG, NAME, Native.pointer(name));
        header.set(JAVA_LONG, IOV, Native.pointer(header) + MSGHDR);
        header.set(JAVA_LONG, IOV_COUNT, 1);
        header.set(JAVA_LONG, CONTROL, Native.pointer(control));
    }

    /** Points a header at the payload, all of it. */
    public static void payload(MemorySegment header, MemorySegment payload) {
        header.set(JAVA_LONG, MSGHDR + IOV_BASE, Native.pointer(payload));
        header.set(JAVA_LONG, MSGHDR + IOV_LENGTH, payload.byteSize());
    }

    /** Points a header at another address, or at none when the socket is connected. */
    public static void name(MemorySegment header, MemorySegment name, int length) {
        header.set(JAVA_LONG, NAME, Native.pointer(name));
        header.set(JAVA_INT, NAME_LENGTH, length);
    }

    /** Length of what is sent. */
    public static void payloadLength(MemorySegment header, int octets) {
        header.set(JAVA_LONG, MSGHDR + IOV_LENGTH, octets);
    }

    public static void controlLength(MemorySegment header, long octets) {
        header.set(JAVA_LONG, CONTROL_LENGTH, octets);
    }

    /** Octets of control messages received. */
    public static long controlLength(MemorySegment header) {
        return header.get(JAVA_LONG, CONTROL_LENGTH);
    }

    /** Whether the datagram was longer than its buffer. */
    public static boolean truncated(MemorySegment header) {
        return (header.get(JAVA_INT, FLAGS) & MSG_TRUNC) != 0;
    }

    /**
     * Receives a datagram if one is there. The kernel writes the name and control lengths, so they are set anew.
     *
     * @return its length, or a negated errno: {@code -EAGAIN} when there is none
     */
    public static int receive(int fd, MemorySegment header, int nameCapacity, long controlCapacity) {
        while (true) {
            header.set(JAVA_INT, NAME_LENGTH, nameCapacity);
            header.set(JAVA_LONG, CONTROL_LENGTH, controlCapacity);
            int length = Native.call(RECVMSG, fd, Native.pointer(header), MSG_DONTWAIT);
            if (length != -Errno.EINTR) return length;
        }
    }

    /**
     * Sends a datagram.
     *
     * @return 0, or a negated errno: {@code -EAGAIN} when there is no room
     */
    public static int send(int fd, MemorySegment header) {
        while (true) {
            int length = Native.call(SENDMSG, fd, Native.pointer(header), MSG_DONTWAIT);
            if (length != -Errno.EINTR) return Math.min(length, 0);
        }
    }

    /** The exception for a negated errno that {@link #receive} or {@link #send} returned. */
    public static SystemCallException failure(String call, int result) {
        return new SystemCallException(call, -result);
    }
}
