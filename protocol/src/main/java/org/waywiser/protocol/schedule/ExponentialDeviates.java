package org.waywiser.protocol.schedule;

import org.waywiser.security.AesCipher;
import org.waywiser.security.Secret;
import org.waywiser.wire.control.Sid;

/**
 * Exponentially distributed numbers of mean 1 that both ends of an OWAMP session draw alike. RFC 4656 §5.
 *
 * <p>Numbers are unsigned with 32 bits before the point and 32 behind it, as NTP timestamps are. One thread.
 */
final class ExponentialDeviates {
    /** No number drawn exceeds this: 32 ln 2, for 32 bits without a zero. RFC 4656 §5.1. */
    static final double LARGEST = 32 * Math.log(2);

    /** Q[1] to Q[11] of RFC 4656 §5.2, parts of 2^32; the last one ends every search. */
    private static final long[] Q = {
        0xB17217F8L,
        0xEEF193F7L,
        0xFD271862L,
        0xFF9D6DD0L,
        0xFFF4CFD0L,
        0xFFFEE819L,
        0xFFFFE7FFL,
        0xFFFFFE2BL,
        0xFFFFFFE0L,
        0xFFFFFFFEL,
        0xFFFFFFFFL
    };

    private static final long LN2 = Q[0];

    /** Numbers that one block of AES gives. */
    private static final int QUARTETS = 4;

    private static final int BLOCKS = 16;

    private final AesCipher aes;
    private final byte[] keystream = new byte[BLOCKS * AesCipher.BLOCK];
    private int used = keystream.length;
    private long counter;

    /** @param seed public, as everything about a schedule: it is no secret that encrypts */
    ExponentialDeviates(Sid seed) {
        var key = Secret.owning(seed.octets().toByteArray());
        aes = AesCipher.ecb(true, key);
        key.wipe();
    }

    /** Algorithm S, RFC 4656 §5.1. */
    long next() {
        int uniform = (int) uniform();
        int leadingOnes = Integer.numberOfLeadingZeros(~uniform);
        // In two steps: a shift by 32 would be none.
        long u = Integer.toUnsignedLong(leadingOnes < 32 ? uniform << leadingOnes << 1 : 0);
        if (u < LN2) return leadingOnes * LN2 + u;
        int k = 2;
        while (k < Q.length && u >= Q[k - 1]) k++;
        // For u of 2^32 − 1 the sample of Appendix A goes on to 12.
        if (u >= Q[k - 1]) k++;
        long v = uniform();
        for (int i = 2; i <= k; i++) v = Math.min(v, uniform());
        return product(((long) leadingOnes << 32) + v, LN2);
    }

    /** Q[k], parts of 2^32. RFC 4656 §5.2. */
    static long q(int k) {
        return Q[k - 1];
    }

    /** The product of two numbers with 32 bits behind the point; what exceeds 64 bits is lost. RFC 4656 §5.2. */
    static long product(long x, long y) {
        return Math.unsignedMultiplyHigh(x, y) << 32 | x * y >>> 32;
    }

    /** Algorithm Unif, RFC 4656 §5.3: 32 bits. */
    private long uniform() {
        if (used == keystream.length) refill();
        long bits = 0;
        for (int i = 0; i < 4; i++) bits = bits << 8 | keystream[used++] & 0xff;
        return bits;
    }

    /** The counter counts numbers, so blocks are the encryptions of 0, 4, 8 and so on. */
    private void refill() {
        for (int block = 0; block < BLOCKS; block++) {
            int at = block * AesCipher.BLOCK;
            for (int i = 0; i < 8; i++) {
                keystream[at + i] = 0; // 2^64 numbers are never reached
                keystream[at + 8 + i] = (byte) (counter >>> 56 - 8 * i);
            }
            counter += QUARTETS;
        }
        aes.finish(keystream, 0, keystream.length);
        used = 0;
    }
}
