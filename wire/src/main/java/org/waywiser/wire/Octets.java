package org.waywiser.wire;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/** An immutable string of octets with value equality, compared in constant time; prints as hex, so never a secret. */
public final class Octets {
    public static final Octets EMPTY = new Octets(new byte[0]);

    private final byte[] octets;

    private Octets(byte[] octets) {
        this.octets = octets;
    }

    /** Copies the array. */
    public static Octets of(byte... octets) {
        return octets.length == 0 ? EMPTY : new Octets(octets.clone());
    }

    /** Copies {@code length} octets from {@code offset}. */
    public static Octets of(byte[] octets, int offset, int length) {
        return new Octets(Arrays.copyOfRange(octets, offset, offset + length));
    }

    public static Octets zeros(int length) {
        return new Octets(new byte[length]);
    }

    /** @param hex pairs of hex digits, without separators */
    public static Octets hex(String hex) {
        return new Octets(HexFormat.of().parseHex(hex));
    }

    public int length() {
        return octets.length;
    }

    /** The octet at {@code index}, 0 to 255. */
    public int at(int index) {
        return octets[index] & 0xff;
    }

    public byte[] toByteArray() {
        return octets.clone();
    }

    public Octets slice(int from, int to) {
        return new Octets(Arrays.copyOfRange(octets, from, to));
    }

    public Octets concat(Octets next) {
        byte[] both = Arrays.copyOf(octets, octets.length + next.octets.length);
        System.arraycopy(next.octets, 0, both, octets.length, next.octets.length);
        return new Octets(both);
    }

    public boolean isZero() {
        int any = 0;
        for (byte octet : octets) any |= octet;
        return any == 0;
    }

    void copyTo(byte[] target, int offset) {
        System.arraycopy(octets, 0, target, offset, octets.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Octets o && MessageDigest.isEqual(octets, o.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(octets);
    }
}
