package org.waywiser.wire.ha;

import java.security.MessageDigest;
import java.util.Arrays;

/** Octets of a key as they came: never printed, and wiped by whoever read the message. */
public final class HaKey {
    private final byte[] octets;

    HaKey(byte[] octets) {
        this.octets = octets;
    }

    /** A copy that the caller should wipe. */
    public byte[] toByteArray() {
        return octets.clone();
    }

    void wipe() {
        Arrays.fill(octets, (byte) 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HaKey key && MessageDigest.isEqual(octets, key.octets);
    }

    /** The same for all, so that nothing leaks through it. */
    @Override
    public int hashCode() {
        return 0;
    }

    @Override
    public String toString() {
        return "…";
    }
}
