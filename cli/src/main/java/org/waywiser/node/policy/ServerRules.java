package org.waywiser.node.policy;

import org.jspecify.annotations.Nullable;
import org.waywiser.keys.credentials.PassphraseFile;

/**
 * What a Server goes by, and what may change while it serves.
 *
 * @param passphrases null where there are none
 */
public record ServerRules(
        Policy policy,
        ConnectionLimits connections,
        @Nullable PassphraseFile passphrases) {
    /** Without classes. */
    public static ServerRules of(@Nullable PassphraseFile passphrases) {
        return new ServerRules(Policy.UNLIMITED, ConnectionLimits.DEFAULT, passphrases);
    }
}
