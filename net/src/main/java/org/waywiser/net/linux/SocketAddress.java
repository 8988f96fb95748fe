package org.waywiser.net.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * {@code struct sockaddr_in} and {@code sockaddr_in6} in a buffer of {@link #SIZE} octets. Addresses are two
 * {@code long}s in network order; an IPv4 address is written as IPv4-mapped IPv6, so that one form serves both.
 */
public final class SocketAddress {
    public static final short AF_INET = 2;
    public static final short AF_INET6 = 10;

    /** Room for either family. */
    public static final int SIZE = 28;

    static final int SIZE_IN = 16;
    static final int SIZE_IN6 = 28;
    static final long FAMILY = 0;
    static final long PORT = 2;
    static final long IN_ADDRESS = 4;
    static final long IN6_FLOW = 4;
    static final long IN6_ADDRESS = 8;
    static final long IN6_SCOPE = 24;

    /** The upper half of the lower {@code long} of every IPv4-mapped address: {@code ::ffff:0:0/96}. */
    private static final long MAPPED = 0xffffL << 32;

    private static final ValueLayout.OfShort BE16 = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt BE32 = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong BE64 = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private SocketAddress() {}

    /** Whether the two halves are an IPv4-mapped address. */
    public static boolean mapped(long high, long low) {
        return high == 0 && (low & 0xffff_ffff_0000_0000L) == MAPPED;
    }

    /** The lower half of the mapped form of an IPv4 address. */
    public static long map(int address) {
        return MAPPED | Integer.toUnsignedLong(address);
    }

    /**
     * Writes an address for a socket of the given family.
     *
     * @param family {@link #AF_INET}, for mapped addresses only, or {@link #AF_INET6}
     * @param port 0 to 65535
     * @return length of the structure
     */
    public static int write(MemorySegment at, short family, long high, long low, int port, int scope) {
        at.set(JAVA_SHORT, FAMILY, family);
        at.set(BE16, PORT, (short) port);
        if (family == AF_INET) {
            if (!mapped(high, low)) throw new IllegalArgumentException("an IPv6 address on an IPv4 socket");
            at.set(BE32, IN_ADDRESS, (int) low);
            at.asSlice(8, 8).fill((byte) 0);
            return SIZE_IN;
        }
        at.set(JAVA_INT, IN6_FLOW, 0);
        at.set(BE64, IN6_ADDRESS, high);
        at.set(BE64, IN6_ADDRESS + 8, low);
        at.set(JAVA_INT, IN6_SCOPE, scope);
        return SIZE_IN6;
    }

    public static long high(MemorySegment at) {
        return at.get(JAVA_SHORT, FAMILY) == AF_INET ? 0 : at.get(BE64, IN6_ADDRESS);
    }

    public static long low(MemorySegment at) {
        return at.get(JAVA_SHORT, FAMILY) == AF_INET ? map(at.get(BE32, IN_ADDRESS)) : at.get(BE64, IN6_ADDRESS + 8);
    }

    /** 0 to 65535. */
    public static int port(MemorySegment at) {
        return Short.toUnsignedInt(at.get(BE16, PORT));
    }

    /** Interface of a link-local IPv6 address, else 0. */
    public static int scope(MemorySegment at) {
        return at.get(JAVA_SHORT, FAMILY) == AF_INET ? 0 : at.get(JAVA_INT, IN6_SCOPE);
    }

    /** The four or sixteen octets of an address as {@code java.net} wants them. */
    public static byte[] octets(long high, long low) {
        boolean v4 = mapped(high, low);
        byte[] octets = new byte[v4 ? 4 : 16];
        MemorySegment target = MemorySegment.ofArray(octets);
        if (v4) {
            target.set(BE32, 0, (int) low);
        } else {
            target.set(BE64, 0, high);
            target.set(BE64, 8, low);
        }
        return octets;
    }

    /** Upper half of the four or sixteen octets of an address. */
    public static long highOf(byte[] octets) {
        return octets.length == 4 ? 0 : MemorySegment.ofArray(octets).get(BE64, 0);
    }

    /** Lower half of the four or sixteen octets of an address, IPv4 mapped. */
    public static long lowOf(byte[] octets) {
        MemorySegment source = MemorySegment.ofArray(octets);
        return octets.length == 4 ? map(source.get(BE32, 0)) : source.get(BE64, 8);
    }
}
