package org.waywiser.protocol.probe;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.waywiser.security.Secret;
import org.waywiser.security.probe.ProbeCipher;
import org.waywiser.security.probe.ProbeKeys;

/** Ciphers of a session whose keys matter to no one. */
final class Keys {
    private Keys() {}

    static @Nullable ProbeCipher cipher(ProbeMode mode) {
        return cipher(mode, 7);
    }

    static @Nullable ProbeCipher cipher(ProbeMode mode, int key) {
        byte[] aes = new byte[16];
        byte[] hmac = new byte[32];
        Arrays.fill(aes, (byte) key);
        Arrays.fill(hmac, (byte) (key + 1));
        var keys = new ProbeKeys(Secret.owning(aes), Secret.owning(hmac));
        return switch (mode) {
            case OPEN -> null;
            case AUTHENTICATED -> ProbeCipher.authenticated(keys);
            case ENCRYPTED -> ProbeCipher.encrypted(keys);
        };
    }
}
