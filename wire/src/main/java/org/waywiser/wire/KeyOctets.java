package org.waywiser.wire.xfrm;

import java.security.MessageDigest;
import java.util.Arrays;

/** Key octets as the kernel hands them out: never printed, compared in constant time, wiped by whoever holds the SA. */
public final class SaKey {
    private final byte[] octets;

    private SaKey(byte[] octets) {
        this.octets = octets;
    }

    /** Takes the array over. */
    static SaKey owning(byte[] octets) {
        return new SaKey(octets);
    }

    public int length() {
        return octets.length;
    }

    /** Whether the kernel withholds it: under lockdown it gives zeros. */
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
        return other instanceof SaKey key && MessageDigest.isEqual(octets, key.octets);
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
