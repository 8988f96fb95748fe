package org.waywiser.wire.xfrm;

import org.waywiser.wire.KeyOctets;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;

/**
 * One algorithm of an SA with its key: {@code xfrm_algo}, {@code xfrm_algo_auth} or {@code xfrm_algo_aead}.
 *
 * @param name as the kernel's cryptography has it, such as {@code cbc(aes)}
 * @param key with its salt, where the algorithm has one
 * @param checkBits of the integrity check value on the wire; 0 where it is not told
 */
public record SaAlgorithm(String name, KeyOctets key, int checkBits) {
    /** Longer than any key there is. */
    private static final long MAXIMUM_BITS = 8 * 1024;

    /** ALG_CRYPT, and ALG_AUTH, which leaves the length of the check to be guessed. */
    static SaAlgorithm read(WireReader in) throws MalformedMessage {
        String name = HostOrder.name(in);
        long keyBits = HostOrder.u32(in);
        return new SaAlgorithm(name, key(in, keyBits), 0);
    }

    /** ALG_AUTH_TRUNC and ALG_AEAD. */
    static SaAlgorithm readWithCheck(WireReader in) throws MalformedMessage {
        String name = HostOrder.name(in);
        long keyBits = HostOrder.u32(in);
        long checkBits = HostOrder.u32(in);
        if (checkBits > MAXIMUM_BITS) throw new MalformedMessage("check of " + checkBits + " bits");
        return new SaAlgorithm(name, key(in, keyBits), (int) checkBits);
    }

    private static KeyOctets key(WireReader in, long bits) throws MalformedMessage {
        if (bits > MAXIMUM_BITS) throw new MalformedMessage("key of " + bits + " bits");
        var key = in.bytes(Math.ceilDiv((int) bits, 8));
        in.end();
        return KeyOctets.owning(key);
    }
}
