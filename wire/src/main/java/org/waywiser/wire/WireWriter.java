package org.waywiser.wire;

import java.util.Arrays;

/** Writes big-endian into a buffer that grows. */
public final class WireWriter {
    private byte[] octets;
    private int length;

    public WireWriter() {
        this(256);
    }

    public WireWriter(int expected) {
        octets = new byte[Math.max(16, expected)];
    }

    public WireWriter u8(int value) {
        int at = grow(1);
        octets[at] = (byte) value;
        return this;
    }

    public WireWriter u16(int value) {
        int at = grow(2);
        octets[at] = (byte) (value >>> 8);
        octets[at + 1] = (byte) value;
        return this;
    }

    public WireWriter u32(long value) {
        return u16((int) (value >>> 16)).u16((int) value);
    }

    public WireWriter u64(long value) {
        return u32(value >>> 32).u32(value);
    }

    public WireWriter octets(Octets value) {
        int at = grow(value.length());
        value.copyTo(octets, at);
        return this;
    }

    public WireWriter bytes(byte[] value) {
        int at = grow(value.length);
        System.arraycopy(value, 0, octets, at, value.length);
        return this;
    }

    public WireWriter zeros(int count) {
        int at = grow(count);
        Arrays.fill(octets, at, at + count, (byte) 0);
        return this;
    }

    /** Overwrites two octets written before, such as a length known only afterwards. */
    public WireWriter u16At(int position, int value) {
        octets[position] = (byte) (value >>> 8);
        octets[position + 1] = (byte) value;
        return this;
    }

    /** Overwrites four octets written before. */
    public WireWriter u32At(int position, long value) {
        return u16At(position, (int) (value >>> 16)).u16At(position + 2, (int) value);
    }

    /** Octets written so far. */
    public int length() {
        return length;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(octets, length);
    }

    public Octets toOctets() {
        return Octets.of(octets, 0, length);
    }

    private int grow(int count) {
        int at = length;
        length += count;
        if (length > octets.length) octets = Arrays.copyOf(octets, Math.max(length, 2 * octets.length));
        return at;
    }
}
