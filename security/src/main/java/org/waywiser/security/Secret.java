package org.waywiser.security;

import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** Octets that are never printed and compare in constant time. Wiped when no longer needed; using it then is our fault. */
public final class Secret {
    private final byte[] octets;
    private boolean wiped;

    private Secret(byte[] octets) {
        this.octets = octets;
    }

    /** Copies the array. */
    public static Secret of(byte[] octets) {
        return new Secret(octets.clone());
    }

    /** Takes the array over: the caller must not keep it. */
    public static Secret owning(byte[] octets) {
        return new Secret(octets);
    }

    public int length() {
        return octets.length;
    }

    /** A copy that the caller should wipe. */
    public byte[] toByteArray() {
        return live().clone();
    }

    /** Another secret with the same octets, to be wiped by itself. */
    public Secret copy() {
        return new Secret(live().clone());
    }

    public Secret slice(int from, int to) {
        return new Secret(Arrays.copyOfRange(live(), from, to));
    }

    /** Both, one after the other, to be wiped by themselves. */
    public static Secret joined(Secret first, Secret second) {
        byte[] both = Arrays.copyOf(first.live(), first.length() + second.length());
        System.arraycopy(second.live(), 0, both, first.length(), second.length());
        return new Secret(both);
    }

    /** As a key of the Java Cryptography Architecture, for an algorithm such as {@code AES} or {@code HmacSHA1}. */
    public SecretKey key(String algorithm) {
        return new SecretKeySpec(live(), algorithm);
    }

    /** Overwrites the octets. */
    public void wipe() {
        Arrays.fill(octets, (byte) 0);
        wiped = true;
    }

    private byte[] live() {
        if (wiped) throw new IllegalStateException("secret used after it was wiped");
        return octets;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret s && MessageDigest.isEqual(octets, s.octets);
    }

    /** The same for all secrets, so that nothing leaks through it. */
    @Override
    public int hashCode() {
        return 0;
    }

    @Override
    public String toString() {
        return "…";
    }
}
