package org.waywiser.wire.probe;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static java.nio.ByteOrder.BIG_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Unsigned big-endian fields in a segment of any kind and alignment. */
public final class Fields {
    private static final ValueLayout.OfShort U16 = JAVA_SHORT_UNALIGNED.withOrder(BIG_ENDIAN);
    private static final ValueLayout.OfInt U32 = JAVA_INT_UNALIGNED.withOrder(BIG_ENDIAN);
    private static final ValueLayout.OfLong U64 = JAVA_LONG_UNALIGNED.withOrder(BIG_ENDIAN);

    private Fields() {}

    public static int u8(MemorySegment packet, int at) {
        return packet.get(JAVA_BYTE, at) & 0xff;
    }

    public static int u16(MemorySegment packet, int at) {
        return packet.get(U16, at) & 0xffff;
    }

    public static long u32(MemorySegment packet, int at) {
        return packet.get(U32, at) & 0xffff_ffffL;
    }

    public static long u64(MemorySegment packet, int at) {
        return packet.get(U64, at);
    }

    /** Zeros octets, without a segment of their own for them: that would be garbage until the compiler saw through it. */
    public static void zeros(MemorySegment packet, int from, int to) {
        int whole = from + (to - from & -Long.BYTES);
        for (int at = from; at < whole; at += Long.BYTES) packet.set(U64, at, 0);
        for (int at = whole; at < to; at++) packet.set(JAVA_BYTE, at, (byte) 0);
    }

    public static void u8(MemorySegment packet, int at, int value) {
        packet.set(JAVA_BYTE, at, (byte) value);
    }

    public static void u16(MemorySegment packet, int at, int value) {
        packet.set(U16, at, (short) value);
    }

    public static void u32(MemorySegment packet, int at, long value) {
        packet.set(U32, at, (int) value);
    }

    public static void u64(MemorySegment packet, int at, long value) {
        packet.set(U64, at, value);
    }
}
