package org.waywiser.protocol.probe;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The octets of a sender's packets that the reflector has to return: those the Server wants first, then pseudo-random ones that follow
 * from the packet's number, so that a reply can be checked without keeping what was sent. RFC 6038 §5.1.2.
 */
final class ReflectedPadding {
    /** Of SplittableRandom: an odd number near 2^64 over the golden ratio. */
    private static final long GAMMA = 0x9e37_79b9_7f4a_7c15L;

    /** More words of eight octets than a packet has. */
    private static final long WORDS = 1 << 13;

    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final int length;
    private final int serverOctets;
    private final boolean zero;
    private final long seed;

    /** @param seed drawn for this session alone */
    ReflectedPadding(SenderConfig config, long seed) {
        length = config.features().reflectedPadding();
        serverOctets = config.features().serverOctets();
        zero = config.zeroPadding();
        this.seed = seed;
    }

    /** Writes them into a packet. */
    void fill(MemorySegment packet, int at, long sequence) {
        int whole = length & -Long.BYTES;
        for (int i = 0; i < whole; i += Long.BYTES) packet.set(WORD, at + i, word(sequence, i));
        for (int i = whole; i < length; i++) packet.set(ValueLayout.JAVA_BYTE, at + i, octet(sequence, i));
    }

    /** Whether a reply has them, all else being long enough. */
    boolean matches(MemorySegment reply, int at, long sequence) {
        int whole = length & -Long.BYTES;
        long difference = 0;
        for (int i = 0; i < whole; i += Long.BYTES) difference |= reply.get(WORD, at + i) ^ word(sequence, i);
        for (int i = whole; i < length; i++) {
            difference |= reply.get(ValueLayout.JAVA_BYTE, at + i) ^ octet(sequence, i);
        }
        return difference == 0;
    }

    private byte octet(long sequence, int i) {
        return (byte) (word(sequence, i & -Long.BYTES) >>> Long.SIZE - Byte.SIZE - Byte.SIZE * (i % Long.BYTES));
    }

    /** @param i a multiple of eight */
    private long word(long sequence, int i) {
        long word = zero ? 0 : mix(seed + ((sequence & 0xffff_ffffL) * WORDS + i / Long.BYTES) * GAMMA);
        // RFC 6038 §4.3: a Server that wants octets back says so by other than zero.
        return i == 0 && serverOctets != 0 ? word >>> 16 | (long) serverOctets << 48 : word;
    }

    /** The finalizer of SplittableRandom. */
    private static long mix(long z) {
        z = (z ^ z >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        z = (z ^ z >>> 27) * 0x94d0_49bb_1331_11ebL;
        return z ^ z >>> 31;
    }
}
