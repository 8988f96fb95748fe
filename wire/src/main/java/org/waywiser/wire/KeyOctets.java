package org.waywiser.wire;

import java.security.MessageDigest;
import java.util.Arrays;

/** Octets of a key in a message: never printed, compared in constant time, wiped by whoever holds them. */
public final class KeyOctets {
    private final byte[] octets;

    private KeyOctets(byte[] octets) {
        this.octets = octets;
    }

    /** Takes the array over. */
    public static KeyOctets owning(byte[] octets) {
        return new KeyOctets(octets);
    }

    public int length() {
        return octets.length;
    }

    /** Whether it is all zeros, as a kernel under lockdown gives those that it withholds. */
    public boolean withheld() {
        int any = 0;
        for (byte octet : octets) any |= octet;
        return octets.length > 0 && any == 0;
    }

    /** A copy that the caller should wipe. */
    public byte[] toByteArray() {
        return octets.clone();
    }

    public void wipe() {
        Arrays.fill(octets, (byte) 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyOctets key && MessageDigest.isEqual(octets, key.octets);
    }

    /** The same for all keys, so that nothing leaks through it. */
    @Override
    public int hashCode() {
        return 0;
    }

    @Override
    public String toString() {
        return "…";
    }
}
