package org.waywiser.net.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** Making, naming and closing sockets: socket(2), bind(2), connect(2), getsockname(2), setsockopt(2), getsockopt(2), close(2). */
public final class Sockets {
    public static final int SOL_SOCKET = 1;
    public static final int SO_RCVBUF = 8;
    public static final int SO_BINDTODEVICE = 25;
    public static final int SO_RCVBUFFORCE = 33;
    public static final int SO_TIMESTAMPNS = 35;
    static final int SO_TIMESTAMPING = 37;
    public static final int SO_RXQ_OVFL = 40;

    public static final int IPPROTO_IP = 0;
    public static final int IP_TOS = 1;
    public static final int IP_TTL = 2;
    public static final int IP_PKTINFO = 8;
    public static final int IP_MTU_DISCOVER = 10;
    public static final int IP_PMTUDISC_DONT = 0;
    static final int IP_RECVERR = 11;
    public static final int IP_RECVTTL = 12;
    public static final int IP_RECVTOS = 13;
    public static final int IP_MTU = 14;

    public static final int IPPROTO_IPV6 = 41;
    public static final int IPV6_UNICAST_HOPS = 16;
    public static final int IPV6_MTU_DISCOVER = 23;
    public static final int IPV6_PMTUDISC_DONT = 0;
    public static final int IPV6_MTU = 24;
    static final int IPV6_RECVERR = 25;
    public static final int IPV6_V6ONLY = 26;
    public static final int IPV6_RECVPKTINFO = 49;
    public static final int IPV6_PKTINFO = 50;
    public static final int IPV6_RECVHOPLIMIT = 51;
    public static final int IPV6_HOPLIMIT = 52;
    public static final int IPV6_RECVTCLASS = 66;
    public static final int IPV6_TCLASS = 67;

    static final int SOL_UDP = 17;
    static final int UDP_SEGMENT = 103;

    static final int SOCK_DGRAM = 2;
    static final int SOCK_RAW = 3;
    static final int SOCK_CLOEXEC = 0x80000;

    private static final MemorySegment SOCKET = Native.function("socket");
    private static final MemorySegment BIND = Native.function("bind");
    private static final MemorySegment CONNECT = Native.function("connect");
    private static final MemorySegment GETSOCKNAME = Native.function("getsockname");
    private static final MemorySegment SETSOCKOPT = Native.function("setsockopt");
    private static final MemorySegment GETSOCKOPT = Native.function("getsockopt");
    private static final MemorySegment CLOSE = Native.function("close");

    private Sockets() {}

    /**
     * A datagram socket, closed on exec.
     *
     * @param family {@link SocketAddress#AF_INET} or {@link SocketAddress#AF_INET6}
     */
    public static int datagram(short family) throws IOException {
        return socket(family, SOCK_DGRAM, 0);
    }

    /** A socket of one netlink family, closed on exec. */
    static int netlink(int protocol) throws IOException {
        return socket(Netlink.AF_NETLINK, SOCK_RAW, protocol);
    }

    private static int socket(short family, int type, int protocol) throws IOException {
        return Native.checked("socket", Native.call(SOCKET, family, type | SOCK_CLOEXEC, protocol));
    }

    /** @param address as {@link SocketAddress#write} left it; {@code length} its result */
    public static void bind(int fd, MemorySegment address, int length) throws IOException {
        Native.checked("bind", Native.call(BIND, fd, Native.pointer(address), length));
    }

    /** Fixes the peer of a datagram socket: others are not heard any more, and its ICMP errors are. */
    public static void connect(int fd, MemorySegment address, int length) throws IOException {
        Native.checked("connect", Native.call(CONNECT, fd, Native.pointer(address), length));
    }

    /**
     * Writes the socket's own address.
     *
     * @param address {@link SocketAddress#SIZE} octets
     */
    public static void localAddress(int fd, MemorySegment address) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment length = arena.allocateFrom(JAVA_INT, SocketAddress.SIZE);
            Native.checked(
                    "getsockname", Native.call(GETSOCKNAME, fd, Native.pointer(address), Native.pointer(length)));
        }
    }

    /** Sets an option whose value is an {@code int}. */
    public static void option(int fd, int level, int name, int value) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            option(fd, level, name, arena.allocateFrom(JAVA_INT, value));
        }
    }

    /** Sets an option whose value is text, such as an interface. */
    public static void option(int fd, int level, int name, String value) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            option(fd, level, name, arena.allocateFrom(value, StandardCharsets.UTF_8));
        }
    }

    /** Sets an option whose value is a structure. */
    static void option(int fd, int level, int name, MemorySegment value) throws IOException {
        int result = Native.call(SETSOCKOPT, fd, level, name, Native.pointer(value), value.byteSize());
        if (result < 0) throw new SystemCallException("setsockopt(" + level + ", " + name + ")", -result);
    }

    /** Reads an option whose value is an {@code int}. */
    public static int option(int fd, int level, int name) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(JAVA_INT);
            MemorySegment length = arena.allocateFrom(JAVA_INT, Integer.BYTES);
            int result = Native.call(GETSOCKOPT, fd, level, name, Native.pointer(value), Native.pointer(length));
            if (result < 0) throw new SystemCallException("getsockopt(" + level + ", " + name + ")", -result);
            return value.get(JAVA_INT, 0);
        }
    }

    /** Gives the descriptor back. Never retried: Linux has freed it even when it reports EINTR. */
    public static void close(int fd) {
        int _ = Native.call(CLOSE, fd, 0, 0);
    }
}
