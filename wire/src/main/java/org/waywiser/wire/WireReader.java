package org.waywiser.wire;

import java.util.Arrays;

/** Reads unsigned, big-endian and bounds-checked; short input is a {@link MalformedMessage}. */
public final class WireReader {
    private final byte[] octets;
    private final int end;
    private int position;

    private WireReader(byte[] octets, int from, int to) {
        this.octets = octets;
        this.position = from;
        this.end = to;
    }

    /** Reads the whole array, which the caller must not change meanwhile. */
    public static WireReader of(byte[] octets) {
        return new WireReader(octets, 0, octets.length);
    }

    public static WireReader of(Octets octets) {
        return of(octets.toByteArray());
    }

    public int remaining() {
        return end - position;
    }

    /** Octets read so far, counted from the start of the underlying array. */
    public int position() {
        return position;
    }

    public int u8() throws MalformedMessage {
        return octets[take(1)] & 0xff;
    }

    public int u16() throws MalformedMessage {
        int at = take(2);
        return (octets[at] & 0xff) << 8 | octets[at + 1] & 0xff;
    }

    public long u32() throws MalformedMessage {
        return (long) u16() << 16 | u16();
    }

    /** All 64 bits, to be read as unsigned. */
    public long u64() throws MalformedMessage {
        return u32() << 32 | u32();
    }

    public Octets octets(int length) throws MalformedMessage {
        int at = take(length);
        return Octets.of(octets, at, length);
    }

    public byte[] bytes(int length) throws MalformedMessage {
        int at = take(length);
        return Arrays.copyOfRange(octets, at, at + length);
    }

    public void skip(int length) throws MalformedMessage {
        take(length);
    }

    /** A reader of just the next {@code length} octets, which this one skips. */
    public WireReader sub(int length) throws MalformedMessage {
        int at = take(length);
        return new WireReader(octets, at, at + length);
    }

    /** @throws MalformedMessage if octets are left over */
    public void end() throws MalformedMessage {
        if (position != end) throw new MalformedMessage((end - position) + " octets too many");
    }

    private int take(int length) throws MalformedMessage {
        if (length < 0 || length > end - position) {
            throw new MalformedMessage(length + " octets wanted, " + (end - position) + " left");
        }
        int at = position;
        position += length;
        return at;
    }
}
